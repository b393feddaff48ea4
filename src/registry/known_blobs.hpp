#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oci/digest.hpp"

namespace slipway::registry {

/// Which repositories of a registry were seen to have which blobs, so that another one can take them over
/// (mount) instead of getting them again. It may be wrong: then the registry says so, and the blob is sent.
///
///   text = { hex:64 digits " " repository LF }      the oldest first, at most kMostEntries
class KnownBlobs {
 public:
  static constexpr std::size_t kMostEntries = 4096;

  KnownBlobs() = default;
  /// Lines that are none are left out.
  explicit KnownBlobs(std::string_view text);

  /// The repository that was seen last, or "". `except` is the one that is asked for.
  std::string find(const oci::Digest& digest, std::string_view except) const;
  void add(const oci::Digest& digest, const std::string& repository);
  std::string text() const;

 private:
  struct Entry {
    std::string hex;
    std::string repository;

    bool operator==(const Entry&) const = default;
  };

  std::vector<Entry> entries_;
};

}  // namespace slipway::registry

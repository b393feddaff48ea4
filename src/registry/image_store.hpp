#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "oci/descriptor.hpp"
#include "registry/repository.hpp"
#include "support/file_lock.hpp"

namespace slipway::registry {

/// Images that were fetched from registries, each as a layout (oci/layout_writer.hpp) that stays:
///
///   FOLDER/images/HEX-OS-ARCHITECTURE[-VARIANT]/    HEX is the digest of what was asked for, an index or a
///   manifest FOLDER/locks/                                   of those who are at work on one of them
///
/// One is whole where its index.json is there, which is written last; what else is there was left by a run
/// that was ended, and the next one goes on with it. Blobs that several images have are one file with several
/// names. Where more than kLargestSize lies there, the images go that were not used for the longest time. All
/// of it may be deleted.
class ImageStore {
 public:
  static constexpr std::uint64_t kLargestSize = std::uint64_t{4} << 30;

  explicit ImageStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path locks() const { return folder_ / "locks"; }

  /// The layout of an image that is there; it counts as used now.
  std::optional<std::filesystem::path> find(const oci::Digest& digest, const oci::Platform& platform) const;

  struct Events {
    /// The layers and the configuration, when they are known: which are fetched, and which are there.
    std::function<void(const std::vector<oci::Descriptor>&, const std::vector<bool>& present)> on_begin = {};
    std::function<void(std::size_t blob, std::uint64_t bytes)> on_progress = {};
    std::function<void(std::size_t blob)> on_end = {};
  };

  /// Fetches the image that `document` (an index or a manifest) holds for the platform; the layout that has
  /// it. Throws Error where there is none, or what it is made of can't be an image's.
  std::filesystem::path fetch(Repository& repository, const Document& document, const oci::Platform& platform,
                              const Events& events) const;

 private:
  std::filesystem::path layout_of(const oci::Digest& digest, const oci::Platform& platform) const;
  void take_over(const oci::Descriptor& blob, const std::filesystem::path& blobs) const;
  void make_room(const std::filesystem::path& kept) const;

  std::filesystem::path folder_;
};

}  // namespace slipway::registry

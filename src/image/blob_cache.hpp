#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"
#include "oci/digest.hpp"
#include "support/staging.hpp"

namespace slipway::image {

/// A blob that lies in the cache.
struct CachedBlob {
  oci::Digest digest;
  std::uint64_t size = 0;
  std::filesystem::path path;
};

/// Compressed layers, kept from run to run by the digest of what they hold uncompressed, and what was read of
/// the layers of bases (image/layer_memory.hpp), by the digest of their blob. Everything in it may be deleted
/// at any time.
///
///   FOLDER/blobs/HEX              a blob; HEX is its own digest
///   FOLDER/layers/HEX.IDENTITY    text: the digest of the blob, a space and its size. HEX is the digest of
///                                 what it was made of (an uncompressed archive, the blob of a base),
///                                 IDENTITY names how: compressor, version and level, or what was read.
///
/// A blob is believed by its digest, which is calculated anew each time that it is used. Files are made
/// beside their place and renamed (support/staging.hpp), so that runs side by side do no harm. Where more
/// than kLargestSize lies there, those that were not used for the longest time go.
class BlobCache {
 public:
  static constexpr std::uint64_t kLargestSize = std::uint64_t{2} << 30;

  explicit BlobCache(std::filesystem::path folder);
  /// One that goes with this value.
  explicit BlobCache(std::unique_ptr<Staging> folder);

  /// What was made of that in this way, if it is there, whole and unchanged.
  std::optional<CachedBlob> find(const oci::Digest& origin, std::string_view identity) const;
  /// The same as bytes, of at most `limit`.
  std::optional<std::string> content(const oci::Digest& origin, std::string_view identity,
                                     std::size_t limit) const;

  /// Keeps what `write` gives to the sink. Where `write` throws, nothing is kept. `write` ends by telling
  /// the digest of what it was made of.
  using Sink = std::function<void(std::string_view)>;
  CachedBlob add(std::string_view identity, const std::function<oci::Digest(const Sink&)>& write) const;

  /// False where all of it goes with this value.
  bool outlives_the_run() const { return temporary_ == nullptr; }

 private:
  std::filesystem::path blob_path(const oci::Digest& digest) const;
  std::filesystem::path layer_path(const oci::Digest& origin, std::string_view identity) const;
  std::optional<CachedBlob> entry(const oci::Digest& origin, std::string_view identity) const;
  void make_folders() const;
  void make_room() const;

  std::filesystem::path folder_;
  std::unique_ptr<Staging> temporary_;
};

}  // namespace slipway::image

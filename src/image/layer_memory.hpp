#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "image/blob_cache.hpp"
#include "image/layer_index_file.hpp"
#include "oci/digest.hpp"

namespace slipway::image {

/// What earlier runs read of a layer of a base: its index, and the content of those files that were looked
/// into. So a base is decompressed once, and not by each build upon it.
///
/// Entries of the cache, by the digest of the layer's blob (the compressed form: what two compressors make of
/// the same archive is remembered twice), are called "index-1" and "content-1-OFFSET-SIZE", where OFFSET is
/// in the uncompressed archive. What is damaged, or of another form, is as good as none; what can't be
/// written is left out.
class LayerMemory {
 public:
  /// Libraries that a release needs are below 10 MB.
  static constexpr std::size_t kLargestContent = std::size_t{32} << 20;

  /// The cache must outlive this value.
  LayerMemory(const BlobCache& cache, const oci::Digest& blob) : cache_(&cache), blob_(blob) {}

  std::optional<LayerIndex> index() const;
  void keep_index(const oci::Digest& diff_id, LayerIndexWriter index) const;

  std::optional<std::string> content(std::uint64_t offset, std::uint64_t size) const;
  void keep_content(std::uint64_t offset, std::string_view content) const;

 private:
  void keep(std::string_view identity, std::string_view bytes) const;

  const BlobCache* cache_;
  oci::Digest blob_;
};

}  // namespace slipway::image

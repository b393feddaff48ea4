#include "image/layer_memory.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

/// The number is that of the form: LayerIndexWriter, the bytes as they are.
constexpr std::string_view kIndex = "index-1";

std::string content_name(std::uint64_t offset, std::uint64_t size) {
  return concat({"content-1-", std::to_string(offset), "-", std::to_string(size)});
}

}  // namespace

std::optional<LayerIndex> LayerMemory::index() const {
  try {
    const std::optional<std::string> bytes = cache_->content(blob_, kIndex, 2 * LayerIndexWriter::kLargest);
    if (!bytes) return std::nullopt;
    return read_layer_index(*bytes, "the cache");
  } catch (const Error&) {
    return std::nullopt;
  }
}

void LayerMemory::keep_index(const oci::Digest& diff_id, LayerIndexWriter index) const {
  if (!index.is_too_large()) keep(kIndex, std::move(index).finish(diff_id));
}

std::optional<std::string> LayerMemory::content(std::uint64_t offset, std::uint64_t size) const {
  try {
    std::optional<std::string> bytes = cache_->content(blob_, content_name(offset, size), kLargestContent);
    if (bytes && bytes->size() == size) return bytes;
  } catch (const Error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

void LayerMemory::keep_content(std::uint64_t offset, std::string_view content) const {
  if (content.size() <= kLargestContent) keep(content_name(offset, content.size()), content);
}

void LayerMemory::keep(std::string_view identity, std::string_view bytes) const {
  if (!cache_->outlives_the_run()) return;
  try {
    cache_->add(identity, [&](const BlobCache::Sink& sink) {
      sink(bytes);
      return blob_;
    });
  } catch (const Error&) {
    return;
  }
}

}  // namespace slipway::image

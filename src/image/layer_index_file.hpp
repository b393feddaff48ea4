#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_writer.hpp"
#include "image/layer_index.hpp"
#include "oci/digest.hpp"

namespace slipway::image {

/// What a layer holds, and the digest of its uncompressed archive.
struct LayerIndex {
  oci::Digest diff_id;
  /// In the archive's order.
  std::vector<LayerRecord> records;
};

/// Writes a layer's index while the layer is read. Integers are big-endian:
///
///   index  = "slipway layer index 1" LF diff_id:text { record }
///   record = kind:8 path:text mode:32 user:32 group:32 size:64 offset:64 target:text
///   kind   = 0 folder, 1 file, 2 link, 3 hard link, 4 device, pipe or socket, 5 whiteout, 6 opaque mark
///   text   = length:32 bytes
class LayerIndexWriter {
 public:
  /// A base of 30 MB that has 9,000 files makes 1 MB. Of more than that, nothing is kept.
  static constexpr std::size_t kLargest = std::size_t{64} << 20;

  void add(const LayerRecord& record);
  bool is_too_large() const { return records_.size() > kLargest; }
  std::string finish(const oci::Digest& diff_id) &&;

 private:
  ByteWriter records_;
};

/// Throws Error that names `source` and the place where the bytes are not as above, or where a path is none
/// that a layer can have.
LayerIndex read_layer_index(std::string_view bytes, std::string_view source);

}  // namespace slipway::image

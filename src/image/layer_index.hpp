#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "oci/digest.hpp"
#include "support/byte_source.hpp"

namespace slipway::image {

/// What a layer says of one path (OCI image specification 1.1, layer.md).
struct LayerRecord {
  enum class Kind : std::uint8_t {
    kFolder,
    kFile,
    kLink,
    /// Another name of what is at `target`, which the same layer has.
    kHardLink,
    /// A device, pipe or socket.
    kOther,
    /// What lower layers have at the path goes: ".wh.NAME".
    kWhiteout,
    /// What lower layers have in the folder goes: ".wh..wh..opq".
    kOpaque,
  };

  Kind kind = Kind::kFolder;
  /// Relative to the root, which is ""; without empty names, "." and "..".
  std::string path = {};
  mode_t mode = 0;
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  /// Of a file: its size, and where its content begins in the uncompressed archive.
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  /// Of a link as it stands there; of a hard link as a path like `path`.
  std::string target = {};

  bool operator==(const LayerRecord&) const = default;
};

/// Gives what the uncompressed archive holds, in its order, and then the digest of all its bytes. What aufs
/// keeps for itself (".wh..wh.plnk") is left out. Throws Error that names `name` where the archive is broken,
/// and for a path that leads upwards or is longer than Linux allows (255 bytes a name, 4095 in all).
oci::Digest read_layer(ByteSource archive, const std::string& name,
                       const std::function<void(LayerRecord)>& add);

/// The path as `LayerRecord` has it: "./usr//bin/" is "usr/bin", and "/" is "". Throws Error that names
/// `archive` as read_layer() does.
std::string layer_path(std::string_view path, std::string_view archive);

}  // namespace slipway::image

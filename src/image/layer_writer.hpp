#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "image/blob_cache.hpp"
#include "image/file_tree.hpp"
#include "oci/digest.hpp"

namespace slipway::image {

/// 2000-01-01 00:00:00 UTC: the time of files that have none of their own. Some tools can't show times before
/// 1980.
inline constexpr std::int64_t kFixedTime = 946'684'800;

/// Which modification times the files of a layer get. None depends on the clock, or on when a file was made.
struct LayerTimes {
  enum class Kind {
    /// All the same.
    kFixed,
    /// A file's time follows from its content, in the years 2000 to 2017: a web server that makes an ETag of
    /// size and time (Plug.Static) tells two versions of a file apart, and a build without changes makes the
    /// same layer. Folders and links have kFixedTime.
    kOfContent,
  };

  Kind kind = Kind::kFixed;
  std::int64_t fixed = kFixedTime;
};

enum class Compression { kGzip, kZstd };

/// A layer as it is stored.
struct Layer {
  /// What it holds, in a word or two: "system", "dependencies".
  std::string title;
  /// Of the compressed bytes; they lie in `blob`.
  oci::Digest digest = {};
  /// Of the tar archive.
  oci::Digest diff_id;
  std::uint64_t size = 0;
  std::uint64_t unpacked_size = 0;
  Compression compression = Compression::kGzip;
  std::filesystem::path blob = {};
  /// Whether it was there already.
  bool was_cached = false;
};

/// Writes the tar archive of a layer (OCI image specification 1.1, layer.md): the tree's entries in their
/// order, owned by user and group 0. Throws Error where a file can't be read or changes its size meanwhile.
void write_layer_tar(const FileTree& tree, const LayerTimes& times,
                     const std::function<void(std::string_view)>& sink);

/// Makes the layer, or takes it from the cache, where one of the same archive lies. Throws Error where files
/// change while they are packed.
Layer make_layer(const std::string& title, const FileTree& tree, const LayerTimes& times,
                 Compression compression, const BlobCache& cache);

}  // namespace slipway::image

#include "testkit/image_upon.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>

#include "image/base_image.hpp"
#include "image/layer_writer.hpp"
#include "image/placement.hpp"
#include "oci/archive_writer.hpp"

namespace slipway::testkit {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPermissions = 07777;

image::FileTree tree_of(const fs::path& folder) {
  image::FileTree tree;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().lexically_relative(folder).string();
    const mode_t mode = static_cast<mode_t>(entry.symlink_status().permissions()) & kPermissions;
    if (entry.is_symlink()) {
      tree.add_link(path, fs::read_symlink(entry.path()).string());
    } else if (entry.is_directory()) {
      tree.add_folder(path, mode);
    } else {
      tree.add_file(path, mode, entry.path());
    }
  }
  return tree;
}

}  // namespace

void image_upon(const std::string& base_name, const fs::path& folder, const std::string& reference,
                const fs::path& archive) {
  const fs::path scratch = fs::temp_directory_path();
  const image::BlobCache cache(scratch / "image-upon");
  image::BaseImage base =
      image::open_base(base_name, {.folder = fs::current_path(), .scratch = scratch}, cache);
  image::Placement placement(*base.root);
  const image::FileTree tree = placement.place(tree_of(folder));
  const image::Layer layer = image::make_layer("files", tree, {}, image::Compression::kGzip, cache);
  std::vector<oci::ImageLayer> layers = base.layers;
  layers.push_back(
      {.blob = {{.media_type = std::string(oci::kLayerGzipType), .digest = layer.digest, .size = layer.size},
                oci::FileRange{layer.blob, 0}},
       .diff_id = layer.diff_id});
  base.config.history.push_back({.created_by = "image-upon"});
  oci::write_archive_file(archive, {{.image = oci::compose_image(base.config, layers),
                                     .names = {oci::Reference::parse(reference)}}});
  for (const std::string& path : placement.replaced())
    std::fputs(fmt::format("replaced {}\n", path).c_str(), stdout);
}

}  // namespace slipway::testkit

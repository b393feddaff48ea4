#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "oci/image.hpp"

namespace slipway::oci {

// A layout (OCI image specification 1.1, image-layout.md):
//
//   oci-layout           {"imageLayoutVersion":"1.0.0"}
//   index.json           an index; an image's name is an annotation of its descriptor there
//   blobs/sha256/HEX     manifests, configurations and layers by their digest
inline constexpr std::string_view kLayoutFile = "oci-layout";
inline constexpr std::string_view kIndexFile = "index.json";
inline constexpr std::string_view kBlobsFolder = "blobs/sha256";
inline constexpr std::string_view kLayoutText = R"({"imageLayoutVersion":"1.0.0"})";

/// Writes the images as a layout. It appears as a whole: staged beside `folder` and exchanged with what is
/// there, so a run that is killed leaves the old one. Where the folder can't be exchanged (a mount point, a
/// parent that can't be written), blobs are added to it one by one, then the index is replaced in one step,
/// then the blobs go that it does not name.
///
/// Throws Error, and changes nothing, where `folder` is something else than a layout, an empty folder or
/// nothing, or holds files that belong to no layout.
void write_layout(const std::filesystem::path& folder, const std::vector<NamedImage>& images);

/// The index of a layout or an archive: an entry for each name, or one without a name, each with its platform
/// and the annotations that containers/image (the tag, "1.0") and containerd (the whole reference) look for.
ImageIndex index_of(const std::vector<NamedImage>& images);

}  // namespace slipway::oci

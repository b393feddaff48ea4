#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "base/file_descriptor.hpp"
#include "oci/image.hpp"

namespace slipway::oci {

// One archive that `docker load`, `podman load`, `ctr images import` and `skopeo copy oci-archive:` take: a
// layout (oci/layout_writer.hpp), and beside it Docker's own description of the same blobs (moby,
// image/tarexport):
//
//   manifest.json   [ { "Config": "blobs/sha256/HEX", "RepoTags": ["app:1.0"], "Layers": ["blobs/sha256/HEX"]
//   } ]
//
// Docker 20.10 reads that alone; newer ones and podman read the layout, and find the names in its index.
inline constexpr std::string_view kDockerManifestFile = "manifest.json";

/// Gives the archive to `sink`: oci-layout, index.json, manifest.json, then the blobs. All files have mode
/// 0644, owner 0 and time 0, so the same images make the same bytes. Blobs are streamed.
void write_archive(const std::vector<NamedImage>& images, const std::function<void(std::string_view)>& sink);

/// Writes it to a file that appears when it is whole; a run that is killed leaves the old one. A pipe or a
/// device is written to as it is.
void write_archive_file(const std::filesystem::path& path, const std::vector<NamedImage>& images);

/// Writes it to an open file: standard output, a pipe or a socket. `name` stands for it in errors.
void write_archive_to(const FileDescriptor& output, std::string_view name,
                      const std::vector<NamedImage>& images);

}  // namespace slipway::oci

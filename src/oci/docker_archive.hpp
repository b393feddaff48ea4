#pragma once

#include <vector>

#include "oci/archive_files.hpp"
#include "oci/image.hpp"

namespace slipway::oci {

/// What `docker save` wrote before Docker 25, and `podman save` and skopeo write today (moby,
/// image/tarexport): manifest.json names configurations and layers, whose archives are uncompressed as a
/// rule, and there are no manifests. So these are made here, and with them the digests that layers have in
/// them; a layer's is that of its archive as it lies there.
///
/// Throws Error that names the archive and the place in it.
std::vector<NamedImage> read_docker_archive(const ArchiveFiles& files);

}  // namespace slipway::oci

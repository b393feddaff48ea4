#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/container_engines.hpp"
#include "oci/image_source.hpp"

namespace slipway::cli {

/// The config.json of a bundle for runc and crun (OCI runtime specification 1.0): a read-only root, /tmp and
/// /dev/shm in memory, no capability, no new privileges, the network of this machine. Without root
/// privileges a user namespace has this user alone, as the one of the image. Throws Error for a user of the
/// image that is not given by number.
std::string runtime_configuration(const oci::ImageConfig& image, const ContainerRun& run, bool with_terminal);

/// Unpacks the image into a temporary folder, runs it, and removes the folder; the result is the exit status.
int run_bundle(Engine engine, const oci::ImageSource& source, const oci::StoredImage& image,
               const ContainerRun& run);

}  // namespace slipway::cli

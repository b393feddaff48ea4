#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "oci/descriptor.hpp"
#include "registry/repository.hpp"

namespace slipway::registry {

/// Gets how many bytes of a blob are there.
using DownloadProgress = std::function<void(std::uint64_t)>;

/// Fetches the blob into the folder, as a file named by the hexadecimal digits of its digest, which appears
/// once its content is what the digest says. Until then it is HEX.part, from whose end the next attempt goes
/// on, in this run or in another one; the caller keeps two runs from working on the same folder. Throws
/// RegistryError, ConnectionError or Error where it can't be had; no more than the descriptor's size is ever
/// written.
void download_blob(Repository& repository, const oci::Descriptor& descriptor,
                   const std::filesystem::path& folder, const DownloadProgress& progress);

}  // namespace slipway::registry

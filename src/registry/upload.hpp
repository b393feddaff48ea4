#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "oci/image.hpp"
#include "registry/repository.hpp"

namespace slipway::registry {

/// What became of a blob.
enum class BlobFate {
  /// The repository had it.
  kPresent,
  /// The registry has taken it over from another repository.
  kMounted,
  kSent
};

struct UploadOptions {
  /// The largest part of a blob that is sent at once; 0 sends all of it in one request, which is what every
  /// registry takes. One that answers 413 gets parts of kChunkSize, and so does a connection that broke
  /// twice.
  std::uint64_t chunk_size = 0;
};

/// What registries in front of which a limit stands are known to take (GitHub's: 4 MiB).
inline constexpr std::uint64_t kChunkSize = std::uint64_t{4} << 20;

/// Gets how many bytes of a blob have been handed over; fewer than before where it begins anew.
using UploadProgress = std::function<void(std::uint64_t)>;

/// Sends the blob, which the repository was found not to have, or has it mounted from the repository
/// `mount_from` ("" for none). Attempts that fail begin with the question whether it has arrived all the
/// same, and go on behind what has, where the registry takes parts. Throws RegistryError or ConnectionError
/// where it can't be sent.
BlobFate upload_blob(Repository& repository, const oci::Blob& blob, const std::string& mount_from,
                     const UploadOptions& options, const UploadProgress& progress);

}  // namespace slipway::registry

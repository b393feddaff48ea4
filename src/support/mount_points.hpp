#pragma once

#include <filesystem>

namespace slipway {

/// Whether a file system is mounted on the folder or somewhere below it: such a folder can't be renamed, and
/// files can't be renamed into it from beside it, even where both are on one device.
bool holds_mount_point(const std::filesystem::path& canonical_folder);

}  // namespace slipway

#pragma once

#include <filesystem>

#include "image/root_view.hpp"

namespace slipway::image {

/// Writes what a root holds into an empty folder: files, folders and links with their modes, owned by this
/// user, without setuid and setgid. Links are made, never followed, so that nothing is written elsewhere.
/// Throws SystemError where a file can't be written.
void unpack_root(const RootView& root, const std::filesystem::path& folder);

}  // namespace slipway::image

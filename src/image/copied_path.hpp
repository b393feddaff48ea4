#pragma once

#include <string>

#include "image/file_tree.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

/// Adds what stands at `path` in `source` to `files`: a file or folder itself, and the links and folders that
/// lead to it, which are open to everybody (0755). Returns where it lies, without links; nothing where it
/// does not exist.
std::string add_path_of(const RootView& source, const std::string& path, FileTree& files);

}  // namespace slipway::image

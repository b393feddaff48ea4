#pragma once

#include <filesystem>
#include <vector>

#include "testkit/difference.hpp"
#include "testkit/release_tree.hpp"

namespace slipway::testkit {

/// All differences between the release that `mix release` made and ours, sorted by path. A file whose
/// template lies in `templates` (NAME.eex) must be equal to the last byte.
std::vector<Difference> compare_releases(const ReleaseTree& mix, const ReleaseTree& slipway,
                                         const std::filesystem::path& templates);

/// `path` with NAME and VSN in place of the release's name and version.
std::string generic_path(const std::string& path, const ReleaseTree& release);

}  // namespace slipway::testkit

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "release/release_plan.hpp"
#include "support/tree_writer.hpp"

namespace slipway::release {

/// Copies of ebin folders: what is needed for one file.
struct EbinFile {
  std::filesystem::path source;
  /// Relative to the release.
  std::string target;
};

/// The files of lib/NAME-VERSION/ebin of all applications and of the consolidated protocols, in a fixed
/// order.
std::vector<EbinFile> list_ebin_files(const ReleasePlan& plan);

/// Copies one of them; a .beam file is stripped as planned. Throws Error where a .beam file is broken: copied
/// as it is, it would fail when the release boots.
void copy_ebin_file(const EbinFile& file, const ReleasePlan& plan, TreeWriter& tree);

/// Copies priv/ and its like of all applications, following links.
void copy_application_folders(const ReleasePlan& plan, TreeWriter& tree);

}  // namespace slipway::release

#pragma once

#include <string>
#include <vector>

#include "release/release_plan.hpp"
#include "support/tree_writer.hpp"

namespace slipway::release {

/// OTP's applications stay where they are if the release runs on the Erlang of the system.
std::vector<SelectedApplication> copied_applications(const ReleasePlan& plan);

/// The files of lib/NAME-VERSION/ebin of all applications and of the consolidated protocols, in a fixed
/// order.
std::vector<CopiedFile> list_ebin_files(const ReleasePlan& plan);

/// Copies one of them; a .beam file is stripped as planned. Throws Error where a .beam file is broken: copied
/// as it is, it would fail when the release boots.
void copy_ebin_file(const CopiedFile& file, const ReleasePlan& plan, TreeWriter& tree);

/// A file of priv/ or its like.
struct ApplicationFile {
  std::string application;
  CopiedFile file;
};
/// Those of all applications, following links. Makes their folders, which may be empty.
std::vector<ApplicationFile> make_application_folders(const ReleasePlan& plan, TreeWriter& tree);

void copy_application_file(const ApplicationFile& file, TreeWriter& tree);

}  // namespace slipway::release

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "project/build_step.hpp"

namespace slipway::project {

/// Tells what a well-known command (those of find_build_steps(), with any arguments) reads and writes; other
/// commands, and steps that know it already, are left as they are. `project` is looked at for what its assets
/// are made of.
void add_known_files(BuildStep& step, const std::filesystem::path& project);

/// "assets" and "package.json" as "assets/package.json"; "" and "lib" as "lib".
std::string below(const std::string& folder, std::string_view path);

}  // namespace slipway::project

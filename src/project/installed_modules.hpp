#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace slipway::project {

/// The application of each module of OTP and Elixir that is installed, by the module's name ("Elixir.Logger",
/// "xmerl_scan"). Modules of ERTS are not among them: every release has those.
using InstalledModules = std::map<std::string, std::string, std::less<>>;

/// Reads the names in FOLDER/NAME[-VERSION]/ebin/MODULE.beam; what can't be listed has no modules.
InstalledModules find_installed_modules(const std::vector<std::filesystem::path>& folders);

}  // namespace slipway::project

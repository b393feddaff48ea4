#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "release/selection.hpp"

namespace slipway::release {

struct ApplicationFolders {
  /// The lib/ of the Erlang installation that goes into the release: NAME-VERSION/ebin/NAME.app.
  std::filesystem::path otp_lib;
  /// Names that are never taken from `otp_lib`: Mix.Project.deps_apps/0.
  std::vector<std::string> dependencies;
  /// code:get_path/0 of the compiled project: NAME/ebin or NAME-VERSION/ebin, first match wins.
  std::vector<std::filesystem::path> code_path;
  /// The lib/ of Elixir, for what the code path lacks: NAME/ebin/NAME.app.
  std::filesystem::path elixir_lib;
};

/// Looks where Mix looks (Mix.Release.load_app, code:lib_dir/1 of kernel 8.5): for all but dependencies in
/// OTP, where the last version in the order of bytes wins ("9.0" beats "10.0"); then in the code path; then
/// in Elixir. What is found nowhere else may lie in a folder of OTP that has another name, which Mix refuses:
/// Debian 12 has the application sqlite3 in lib/p1_sqlite3-1.1.14; Debian 13 adds a link sqlite3-1.1.15.
/// Throws Error where `otp_lib` can't be listed.
ApplicationFinder make_application_finder(const ApplicationFolders& folders);

}  // namespace slipway::release

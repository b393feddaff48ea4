#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "erl/launch_plan.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

// What a release looks like to its launcher:
//
//   bin/NAME                      the launcher
//   releases/start_erl.data       "ERTS VERSION" of the version that starts
//   releases/COOKIE
//   releases/VERSION/launch.term  how that version starts (erl/launch_plan.hpp)
//   releases/VERSION/env.sh
//   releases/VERSION/{vm.args,remote.vm.args,sys.config,start.boot,start_clean.boot}
//   erts-VERSION/bin/beam.smp
//   lib/

struct Release {
  std::string root;
  /// RELEASE_VSN: from the environment, else from start_erl.data.
  std::string version;
  /// releases/VERSION, absolute.
  std::string version_dir;
  erl::LaunchPlan plan;

  std::string erts_bin() const { return root + "/erts-" + plan.erts + "/bin"; }
};

/// This program's own path without links, found without /proc: what the kernel was told to execute.
struct Program {
  /// As it was called: $0 of a script.
  std::string called;
  /// Absolute, without links.
  std::string path;

  /// RELEASE_ROOT: the folder above bin/.
  std::string release_root() const;
};

Program find_program_itself();

/// The second word of start_erl.data. Throws Error where there is none.
std::string started_version(std::string_view start_erl_data, std::string_view source);

/// Reads start_erl.data (unless RELEASE_VSN is set) and the version's launch plan. Throws Error that says
/// what is missing.
Release open_release(const std::string& root, const Environment& environment);

/// As open_release, for a version folder that is known already.
Release open_release_version(const std::string& root, std::string version, std::string version_dir);

}  // namespace slipway::launcher

#pragma once

#include <filesystem>
#include <string>

namespace slipway::cli {

/// A release that is started to take its boot profile.
struct ProfileRun {
  /// The folder of the release, absolute.
  std::filesystem::path release;
  std::string name;
  /// For /bin/sh: what uses the system as its users will.
  std::string command;
  /// What the command prints goes to standard error.
  bool frees_output = false;
};

/// Starts the release in interactive mode and without a profile, on a node of a name of its own and with a
/// RELEASE_TMP of its own, waits until it is ready (`bin/NAME health`), runs the command, takes the profile
/// and stops the system. Gives the profile's text. Unless the environment says otherwise, the system has
/// PHX_SERVER=true and a free port as PORT. The command has, beside the variables of the system
/// (RELEASE_NODE, PORT and so on), SLIPWAY_RELEASE, the folder of the release. Throws Error where the system
/// does not become ready (with what it printed), or the command fails; the system is stopped then, too.
std::string run_for_profile(const ProfileRun& run);

}  // namespace slipway::cli

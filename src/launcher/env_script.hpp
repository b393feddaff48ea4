#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// The variables that a release has: each can be set by the user or by env.sh, and env.sh need not export it.
inline constexpr std::array<std::string_view, 16> kReleaseVariables = {
    "RELEASE_ROOT",         "RELEASE_NAME",        "RELEASE_VSN",
    "RELEASE_COMMAND",      "RELEASE_PROG",        "RELEASE_COOKIE",
    "RELEASE_COOKIE_FILE",  "RELEASE_MODE",        "RELEASE_NODE",
    "RELEASE_TMP",          "RELEASE_VM_ARGS",     "RELEASE_REMOTE_VM_ARGS",
    "RELEASE_DISTRIBUTION", "RELEASE_BOOT_SCRIPT", "RELEASE_BOOT_SCRIPT_CLEAN",
    "RELEASE_SYS_CONFIG",
};

/// A word as a shell takes it for what it is: 'it'\''s'.
std::string shell_quoted(std::string_view word);

// env.sh is a part of the launcher in Mix's releases: it is sourced under `set -e`, so that its folder, umask
// and limits, its exit and what it does to $1 count, and so do variables named RELEASE_* that it does not
// export. Only a shell can do that. So the launcher becomes a shell, which sources env.sh and becomes the
// launcher again:
//
//   /bin/sh -e -c SCRIPT CALLED ARGUMENT...   and then   LAUNCHER --slipway-after-env-sh VERSION_DIR CALLED
//   ARGUMENT...

/// The first argument of the launcher's second life.
inline constexpr std::string_view kAfterEnvScript = "--slipway-after-env-sh";

/// The text of SCRIPT.
std::string sourcing_script(const std::string& launcher, const std::string& version_dir);

/// Becomes the shell that sources env.sh. Throws Error where there is no shell.
[[noreturn]] void execute_env_script(const Program& program, const std::string& version_dir,
                                     const std::vector<std::string>& arguments,
                                     const Environment& environment);

}  // namespace slipway::launcher

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// Exports what env.sh sees: RELEASE_ROOT and RELEASE_COMMAND as they are, RELEASE_NAME, RELEASE_VSN and
/// RELEASE_PROG where they are not set.
void set_first_variables(Environment& environment, const Release& release, std::string_view command,
                         std::string_view called);

/// Exports [env] of slipway.toml, before env.sh: each variable that is not set at all. Values see the
/// environment as it was, not each other. Throws Error where one can't be expanded (expansion.hpp).
void set_project_variables(Environment& environment, const Release& release);

/// Exports [node] of slipway.toml, after env.sh: RELEASE_DISTRIBUTION where it is not set, and so
/// RELEASE_NODE for a command that has to do with the node. Others run where the name can't be told, such as
/// `eval` in a Dockerfile.
void set_node_variables(Environment& environment, const Release& release, bool needs_name);

/// Exports what comes after env.sh: every other RELEASE_* variable that is not set gets its default, but for
/// RELEASE_SYS_CONFIG, which only some commands have. The cookie comes from the file that
/// RELEASE_COOKIE_FILE names (a secret of Docker or Kubernetes, of any mode that can be read), or else from
/// releases/COOKIE if there is one. Where the release has a boot profile and neither RELEASE_MODE nor
/// RELEASE_BOOT_SCRIPT is set, or RELEASE_MODE is "profile", they become "interactive" and the script of the
/// profile. Throws Error where RELEASE_COOKIE_FILE holds no cookie, or RELEASE_MODE asks for a profile that
/// is not there.
void set_default_variables(Environment& environment, const Release& release);

/// Sets RELEASE_SYS_CONFIG to the configuration that the node starts with, without its extension. One that
/// config providers will change (it holds RUNTIME_CONFIG=true) is copied to a file of this start in
/// RELEASE_TMP.
void set_system_configuration(Environment& environment, const Release& release);

enum class NodeRole { kSystem, kClient };

/// -sname or -name with the name, or nothing, by RELEASE_DISTRIBUTION. With a port in [node] of slipway.toml
/// the system listens there and epmd is not asked; a client then listens nowhere, because the port is the
/// same for all nodes. Throws Error where RELEASE_DISTRIBUTION is none of the three, and where no system
/// can have the name.
std::vector<std::string> distribution_words(const Environment& environment, const erl::LaunchNode& settings,
                                            const std::string& node, NodeRole role);

}  // namespace slipway::launcher

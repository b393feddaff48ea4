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

/// Exports what comes after env.sh: every other RELEASE_* variable that is not set gets its default, but for
/// RELEASE_SYS_CONFIG, which only some commands have. The cookie comes from releases/COOKIE if there is one.
void set_default_variables(Environment& environment, const Release& release);

/// Sets RELEASE_SYS_CONFIG to the configuration that the node starts with, without its extension. One that
/// config providers will change (it holds RUNTIME_CONFIG=true) is copied to a file of this start in
/// RELEASE_TMP.
void set_system_configuration(Environment& environment, const Release& release);

/// -sname or -name with the name, or nothing, by RELEASE_DISTRIBUTION.
std::vector<std::string> distribution_words(const Environment& environment, const std::string& node);

}  // namespace slipway::launcher

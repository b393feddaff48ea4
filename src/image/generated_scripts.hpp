#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "erl/launch_plan.hpp"

namespace slipway::image {

/// What a script of bin/ does, where its text is one that `mix phx.gen.release` writes (Phoenix 1.6 to 1.8,
/// priv/templates/phx.gen.release/rel), and RELEASE is the launcher's name:
///
///   script  = "#!/bin/sh" LF [ "set -eu" LF LF ] 'cd -P -- "$(dirname -- "$0")"' LF command [ LF ]
///   command = "PHX_SERVER=true exec ./" RELEASE " start"
///           | "exec ./" RELEASE " eval " MODULE ".Release.migrate"
///
/// The launcher then does the same without a shell, under the name of the script (erl/launch_plan.hpp).
/// Nothing for any other text: somebody has changed it.
std::optional<erl::LaunchProgram> recognise_generated_script(std::string_view name, std::string_view text,
                                                             std::string_view release);

}  // namespace slipway::image

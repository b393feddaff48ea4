#pragma once

#include <string>
#include <string_view>

namespace slipway::release {

/// What stands in a release where the project has no template: comments alone, so the launcher needs no
/// shell.
extern const std::string_view kDefaultEnvSh;
extern const std::string_view kDefaultEnvBat;
extern const std::string_view kDefaultVmArgs;

/// erts-VERSION/bin/erl: starts the emulator from wherever the release stands, while OTP's own names the
/// folder that it was installed in.
extern const std::string_view kRelocatableErl;

/// Elixir's own bin/elixir, made to use the ERTS of the release that it stands in (releases/VERSION/elixir);
/// with an empty `erts_version`, the Erlang of the system.
std::string elixir_script_for_release(std::string script, const std::string& erts_version);

}  // namespace slipway::release

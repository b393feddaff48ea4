#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "launcher/environment.hpp"

namespace slipway::launcher {

/// The port that Erlang's port mapper daemon listens on (epmd(1)).
inline constexpr std::string_view kEpmdPort = "4369";
/// Where another one comes from, for errors.
inline constexpr std::string_view kSourceOfEpmdPort = "ERL_EPMD_PORT or -epmd_port";

/// Throws Error, which names `source`, where the text is no port.
std::uint16_t port_number(std::string_view text, std::string_view source);

/// Starts epmd unless something answers on its port of this machine. `command` is the value of -epmd: a
/// program and its arguments. The daemon outlives us, so it gets no descriptor but 0, 1 and 2. Throws Error
/// where it can't be executed.
void ensure_epmd(std::string_view port, const std::optional<std::string>& command, const std::string& bindir,
                 const Environment& environment);

}  // namespace slipway::launcher

#pragma once

#include <functional>
#include <string>

#include "launcher/environment.hpp"

namespace slipway::launcher {

/// Starts a node in the background, in a terminal of its own, and returns once it has been executed: what
/// run_erl -daemon does, without a shell. The process that stays keeps the log and the pipes
/// (terminal_log.hpp, terminal_pipes.hpp) for as long as the node lives, and removes the pipes at its end.
///
/// `run_node` is called in a process of its own. It replaces that by the emulator, or calls `started` once
/// the emulator runs elsewhere and returns the exit status to end with. Whatever fails up to there, in
/// whichever process, is thrown here as an Error. RELEASE_TMP and RUN_ERL_* of the environment count.
void start_in_background(const Environment& environment,
                         const std::function<int(const std::function<void()>& started)>& run_node);

}  // namespace slipway::launcher

#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>

namespace slipway::launcher {

// With -heart the VM starts OTP's program `heart -pid VM ...` (heart(3)), below its erl_child_setup. As the
// VM dies otherwise than by init:stop/0, heart outlives it, waits up to 5 s for its end, executes
// HEART_COMMAND through a shell, and ends when that has ended.

/// Whether a command line, as /proc/PID/cmdline has it, is that of heart for the VM `vm`.
bool is_heart_of(std::string_view command_line, pid_t vm);

/// The heart of a VM. Nothing where there is none, or no /proc.
std::optional<pid_t> find_heart(pid_t vm);

}  // namespace slipway::launcher

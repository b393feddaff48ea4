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

/// The parent of a process as /proc/PID/stat has it: "PID (NAME) STATE PARENT ...", where NAME may hold
/// spaces and parentheses.
std::optional<pid_t> parent_in_stat(std::string_view stat);

/// Whether heart has started this process: itself, or through one or two shells. False without /proc.
bool is_started_by_heart();

}  // namespace slipway::launcher

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/emulator_command.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

/// PATH with the emulator's folder and ROOT/bin in front. Where the installation is already named in it, only
/// the emulator's folder moves to the front, so that PATH does not grow each time that a node starts another.
std::string path_with_installation(std::optional<std::string_view> path, const Installation& installation);

/// What the emulator finds in its environment: ROOTDIR, BINDIR, EMU, PROGNAME and PATH, then what -env sets.
void set_emulator_variables(Environment& environment, const EmulatorCommand& command,
                            const Installation& installation);

/// Throws Error, as execute_emulator does, where the emulator is missing or no program: before anything is
/// started for it.
void check_emulator(const std::string& program);

/// Replaces this process by the emulator. Throws Error where that is impossible: it is missing, made for
/// another processor, or needs a loader that this system does not have.
[[noreturn]] void execute_emulator(const std::string& program, const std::vector<std::string>& arguments,
                                   const Environment& environment);

/// Goes on as a process of its own, away from the terminal, as -detached asks for: the caller's process ends.
void detach();

}  // namespace slipway::launcher

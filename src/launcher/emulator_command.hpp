#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "launcher/erl_arguments.hpp"

namespace slipway::launcher {

/// Where the emulator is installed.
struct Installation {
  std::string root;
  std::string bindir;
  std::string progname = "erl";
  /// The version of ERTS: from 13 (OTP 25) on the emulator is told its bindir, and -no_epmd needs
  /// -proto_dist.
  int erts_major = 13;
};

/// What is done with the composed arguments. Everything but kRun is for people who look for a problem.
enum class EmulatorAction { kRun, kPrintAndRun, kPrintArguments, kPrintCommand, kPrintName };

/// What the arguments of `erl` ask for.
struct EmulatorCommand {
  /// The file name of the emulator: "beam.smp", or what -emu_type and -emu_flavor make of it.
  std::string program = "beam.smp";
  /// Emulator flags, with "-" in place of "+", in front of everything else.
  std::vector<std::string> flags;
  /// All other arguments; "-extra" and what follows it last.
  std::vector<std::string> arguments;
  /// -env NAME VALUE.
  std::vector<std::pair<std::string, std::string>> variables;
  /// -epmd COMMAND.
  std::optional<std::string> epmd_command;
  bool is_distributed = false;
  bool starts_epmd = true;
  bool is_detached = false;
  EmulatorAction action = EmulatorAction::kRun;
};

/// Throws Error for a flag without its value or with a wrong one, and for -man; it names the flag and where
/// it came from.
EmulatorCommand read_emulator_command(const ErlArguments& arguments, int erts_major);

/// The arguments of the emulator without the name of the program:
///
///   { flag } -- -root ROOT -bindir BINDIR -progname erl -- [ -home HOME ] [ -epmd_port PORT ] -- { argument
///   }
std::vector<std::string> emulator_arguments(const EmulatorCommand& command, const Installation& installation,
                                            std::optional<std::string_view> home,
                                            std::optional<std::string_view> epmd_port);

/// Removes each flag `name` and its values from the arguments in front of -extra where it has exactly one
/// value, and gives the last of these values (init(3): a flag's values go up to the next argument that starts
/// with
/// "-").
std::optional<std::string> take_flag(std::vector<std::string>& arguments, std::string_view name);

}  // namespace slipway::launcher

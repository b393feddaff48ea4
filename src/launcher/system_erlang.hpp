#pragma once

#include <string>
#include <string_view>

#include "launcher/environment.hpp"

namespace slipway::launcher {

/// The Erlang of the system, on which a release runs that was assembled with `include_erts: false`.
struct SystemErlang {
  /// As it was found in PATH: the script of OTP, or a wrapper or shim that leads to it.
  std::string erl;
  /// ROOTDIR and BINDIR.
  std::string root;
  std::string bindir;
  /// "13.1.5"; empty where BINDIR does not tell (a source tree that was never installed).
  std::string erts;
};

/// Asks `erl` in PATH. Throws Error where there is none, or where it does not answer.
SystemErlang find_system_erlang(const Environment& environment);

/// What `erl -emu_args_exit` prints: the arguments of the emulator, one a line. -root and -bindir count;
/// before OTP 25 there is no -bindir. Throws Error where -root is missing.
SystemErlang read_emulator_arguments(std::string_view output, std::string erl);

/// What a release that was assembled on ERTS `expected` has to say about this one: nothing, or a warning
/// where only the patch level differs. Throws Error for another OTP release: the boot script names the
/// modules that are part of the emulator, and they are others in each.
std::string check_erts(const SystemErlang& erlang, std::string_view expected);

/// The number in front of the first dot: 13 of "13.1.5". 0 where there is none.
int major_version(std::string_view version);

}  // namespace slipway::launcher

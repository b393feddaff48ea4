#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/environment.hpp"

namespace slipway::launcher {

/// No vm.args is larger.
inline constexpr std::size_t kLargestArgsFile = std::size_t{16} << 20;

/// One argument of `erl`, with what it came from: a file, a variable or the launcher's command.
struct ErlWord {
  std::string text;
  std::size_t source = 0;
  /// "--" that stands between two sources; no value of a flag.
  bool is_separator = false;
};

/// The arguments of `erl` after everything that contributes to them has been put together, in this order
/// (erl(1)): ERL_AFLAGS, the command line, ERL_FLAGS, ERL_ZFLAGS, each followed by "--"; "-args_file FILE" is
/// replaced by the words of FILE and "--", at any depth. What follows "-extra" in any of them is gathered
/// behind one "-extra" at the end.
///
/// Up to OTP 26 the "--" of a text that has -extra stands behind -extra, too, among the plain arguments.
/// Since OTP 27 (erlang/otp#7639) there is none behind -extra, a command line that has -extra is followed by
/// two, and a command line alone by one.
struct ErlArguments {
  std::vector<ErlWord> words;
  /// The names of the sources, for errors.
  std::vector<std::string> sources;

  const std::string& source_of(const ErlWord& word) const { return sources[word.source]; }
};

/// `command_line_source` names the command line in errors. Throws Error where a file can't be read, contains
/// itself or a NUL byte, or where -args_file has no value.
ErlArguments gather_erl_arguments(const std::vector<std::string>& command_line,
                                  std::string_view command_line_source, const Environment& environment,
                                  int erts_major);

/// The words of one -args_file alone, without the variables.
ErlArguments read_args_file(const std::string& path, int erts_major);

}  // namespace slipway::launcher

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::launcher {

/// Splits like an unquoted variable of a shell: at spaces, tabs and line ends.
std::vector<std::string> split_at_white_space(std::string_view text);

// The text of an -args_file and of ERL_AFLAGS, ERL_FLAGS and ERL_ZFLAGS (erl(1)):
//
//   text  = { white space | comment | word }
//   word  = { plain | "\" any | '"' { not '"' } '"' | "'" { not "'" } "'" }
//
// A quote takes everything up to the next one of its kind, backslashes and line ends included, and can stand
// inside of a word. A quote or a backslash that the end of the text cuts off ends there.

/// What "#" does outside of quotes: in a file it starts a comment up to the end of the line, also inside of a
/// word; in a variable it is a character.
enum class Comments { kNone, kFromNumberSign };

std::vector<std::string> split_erl_words(std::string_view text, Comments comments);

/// What stands behind the last "/" of a path.
std::string last_component(std::string_view path);

}  // namespace slipway::launcher

#pragma once

#include <set>
#include <string>
#include <string_view>

namespace slipway::image {

/// What stands behind "#!" (execve(2)): a program, and where that is env(1), what env starts.
struct Interpreter {
  std::string program;
  bool by_env = false;
};

Interpreter read_interpreter(std::string_view line);

/// The words of a shell script that may be commands: those behind the begin of a line, a separator, an
/// opening parenthesis, a reserved word or an assignment. That is too many rather than too few:
/// here-documents and texts in quotes are not told apart from commands, and a word that is no program's name
/// does no harm. Of a path to a program, the last name.
std::set<std::string> script_words(std::string_view script);

/// Whether `word` stands in the line, between white space.
bool has_word(std::string_view line, std::string_view word);

}  // namespace slipway::image

#include "launcher/expression_options.hpp"

#include <fcntl.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace slipway::launcher {
namespace {

/// A string of Elixir.
std::string elixir_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\' || character == '#') result += '\\';
    result += character;
  }
  return result + "\"";
}

/// An atom of Elixir. As :"name" the compiler would warn of quotes that are not needed.
std::string elixir_atom(std::string_view name) {
  return concat({"String.to_atom(", elixir_quoted(name), ")"});
}

}  // namespace

std::string module_name(std::string name) {
  if (name.starts_with(':')) return name.substr(1);
  const bool is_alias = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  return is_alias && !name.starts_with("Elixir.") ? "Elixir." + name : name;
}

void check_function_words(std::string_view command, const ControlOptions& options) {
  if (!options.mfa || options.words.size() >= 2) return;
  throw UsageError(concat(
      {"--mfa needs MODULE FUNCTION [ARGUMENT...] behind it: ", command, " --mfa MyApp.Release migrate"}));
}

CommandInput read_expression_options(std::string_view command, const std::vector<std::string>& words) {
  ControlOptions options = read_control_options(command, words, {"--file", "--mfa"});
  check_function_words(command, options);
  if (options.file) {
    open_file(*options.file, O_RDONLY);
    if (!options.words.empty() && options.words.front() == "--") options.words.erase(options.words.begin());
    return {concat({"Code.eval_file(", elixir_quoted(*options.file), ")"}), std::move(options.words)};
  }
  if (!options.mfa) throw UsageError(concat({command, " needs an expression, --file PATH or --mfa"}));
  return {concat({"apply(", elixir_atom(module_name(options.words[0])), ", ", elixir_atom(options.words[1]),
                  ", System.argv())"}),
          {options.words.begin() + 2, options.words.end()}};
}

}  // namespace slipway::launcher

#include "cli/completions.hpp"

#include <string_view>
#include <vector>

namespace slipway::cli {
namespace {

constexpr std::string_view kHelp = "show this text";

struct OptionNames {
  std::string short_name;  // "-f", or empty
  std::string long_name;   // "--force"
};

OptionNames names_of(const OptionSpec& option) {
  const std::size_t comma = option.names.find(',');
  if (comma == std::string_view::npos) return {"", std::string(option.names)};
  return {std::string(option.names.substr(0, comma)), std::string(option.names.substr(comma + 1))};
}

/// The options of the table and --help, which every command has.
std::vector<OptionSpec> options_of(const Command& command) {
  std::vector<OptionSpec> options(command.options.begin(), command.options.end());
  options.push_back({"-h,--help", "", kHelp});
  return options;
}

std::string command_names(std::span<const Command> commands) {
  std::string names;
  for (const Command& command : commands) names += (names.empty() ? "" : " ") + std::string(command.name);
  return names;
}

/// In single quotes, as bash and zsh read them.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += R"('\'')";
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// With a backslash before each of `characters` (and before a backslash).
std::string escaped(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || characters.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// ---------------------------------------------------------------------------------------------
// bash
// ---------------------------------------------------------------------------------------------

std::string bash_case(const Command& command) {
  std::string values;
  std::string words(command.positional ? command.positional->choices : "");
  for (const OptionSpec& option : options_of(command)) {
    const auto [short_name, long_name] = names_of(option);
    words += (words.empty() ? "" : " ") + long_name;
    if (option.value.empty()) continue;
    const bool is_path = option.value == "DIR" || option.value == "FILE";
    const std::string patterns = short_name.empty() ? long_name : short_name + " | " + long_name;
    values += "        " + patterns + ") " +
              (is_path ? std::string("_slipway_paths ") + (option.value == "DIR" ? "-d" : "-f") + "; return"
                       : "return") +
              " ;;\n";
  }
  std::string text = "    " + std::string(command.name) + ")\n";
  if (!values.empty()) text += "        case $previous in\n" + values + "        esac\n";
  return text + "        words='" + words + "'\n        ;;\n";
}

constexpr std::string_view kBashBegin = R"(# Completion of slipway for bash. For this shell:
#     source <(slipway completions bash)
# and for all to come, as root: slipway completions bash > /usr/share/bash-completion/completions/slipway

_slipway_paths() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}

_slipway() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
    COMPREPLY=()
    # bash takes "--path=x" for three words.
    if [[ $current == '=' ]]; then
        current=
    elif [[ $previous == '=' ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if ((COMP_CWORD == 1)); then
        words='@COMMANDS@ help --help --version'
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
    fi
    case ${COMP_WORDS[1]} in
)";

constexpr std::string_view kBashEnd = R"(    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _slipway slipway
)";

// ---------------------------------------------------------------------------------------------
// zsh
// ---------------------------------------------------------------------------------------------

std::string zsh_value(std::string_view value) {
  if (value.empty()) return "";
  if (value == "DIR") return ":DIR:_files -/";
  if (value == "FILE") return ":FILE:_files";
  return ":" + std::string(value) + ": ";
}

std::string zsh_case(const Command& command) {
  std::string text = "    " + std::string(command.name) + ")\n        _arguments";
  for (const OptionSpec& option : options_of(command)) {
    const auto [short_name, long_name] = names_of(option);
    const std::string described = "[" + escaped(option.description, "[]:") + "]" + zsh_value(option.value);
    const std::string equals = option.value.empty() ? "" : "=";
    const std::string separator = " \\\n            ";
    if (short_name.empty()) {
      text += separator + shell_quoted(long_name + equals + described);
    } else {
      const std::string excludes = "(" + short_name + " " + long_name + ")";
      text += separator + shell_quoted(excludes + short_name + described);
      text += separator + shell_quoted(excludes + long_name + equals + described);
    }
  }
  if (command.positional) {
    // "()" is no choice at all; with a blank instead, zsh takes the one option that fits for one of several.
    text += " \\\n            " + shell_quoted("1:" + std::string(command.positional->name) + ":(" +
                                               std::string(command.positional->choices) + ")");
  }
  return text + "\n        ;;\n";
}

constexpr std::string_view kZshBegin = R"(#compdef slipway
# Completion of slipway for zsh. For this shell (after compinit):
#     source <(slipway completions zsh)
# and for all to come: slipway completions zsh > "${fpath[1]}/_slipway"

_slipway() {
    local -a commands=(
)";

constexpr std::string_view kZshEnd = R"(    esac
}

# The file is the function itself where it is loaded from fpath.
if [[ ${funcstack[1]} == _slipway ]]; then
    _slipway "$@"
else
    compdef _slipway slipway
fi
)";

// ---------------------------------------------------------------------------------------------
// fish
// ---------------------------------------------------------------------------------------------

std::string fish_quoted(std::string_view text) { return "'" + escaped(text, "'") + "'"; }

std::string fish_lines(const Command& command) {
  const std::string begin =
      "complete -c slipway -n '__fish_seen_subcommand_from " + std::string(command.name) + "'";
  std::string text;
  if (command.positional && !command.positional->choices.empty()) {
    text += begin + " -a " + fish_quoted(command.positional->choices) + "\n";
  }
  for (const OptionSpec& option : options_of(command)) {
    const auto [short_name, long_name] = names_of(option);
    text += begin;
    if (!short_name.empty()) text += " -s " + short_name.substr(1);
    text += " -l " + long_name.substr(2);
    if (option.value == "DIR") {
      text += " -x -a '(__fish_complete_directories)'";
    } else if (option.value == "FILE") {
      text += " -r -F";
    } else if (!option.value.empty()) {
      text += " -x";
    }
    text += " -d " + fish_quoted(option.description) + "\n";
  }
  return text;
}

}  // namespace

std::string bash_completions(std::span<const Command> commands) {
  const std::string names = command_names(commands);
  constexpr std::string_view kPlaceholder = "@COMMANDS@";
  std::string text(kBashBegin);
  text.replace(text.find(kPlaceholder), kPlaceholder.size(), names);
  for (const Command& command : commands) text += bash_case(command);
  return text + "    help) words='" + names + "' ;;\n    *) return ;;\n" + std::string(kBashEnd);
}

std::string zsh_completions(std::span<const Command> commands) {
  std::string text(kZshBegin);
  for (const Command& command : commands) {
    text += "        " + shell_quoted(std::string(command.name) + ":" + escaped(command.summary, ":")) + "\n";
  }
  text += R"(        'help:Show the help of a command'
    )
    if ((CURRENT == 2)); then
        _describe -t commands command commands
        return
    fi
    local command=${words[2]}
    shift words
    ((CURRENT -= 1))
    case $command in
)";
  for (const Command& command : commands) text += zsh_case(command);
  text += "    help) ((CURRENT > 2)) || _describe -t commands command commands ;;\n";
  return text + std::string(kZshEnd);
}

std::string fish_completions(std::span<const Command> commands) {
  std::string text =
      "# Completion of slipway for fish. For this shell:\n"
      "#     slipway completions fish | source\n"
      "# and for all to come: slipway completions fish > ~/.config/fish/completions/slipway.fish\n\n"
      "complete -c slipway -f\n"
      "complete -c slipway -n __fish_use_subcommand -l help -d 'show the commands'\n"
      "complete -c slipway -n __fish_use_subcommand -l version -d 'print the version'\n";
  for (const Command& command : commands) {
    text += "complete -c slipway -n __fish_use_subcommand -a " + std::string(command.name) + " -d " +
            fish_quoted(command.summary) + "\n";
  }
  text += "complete -c slipway -n '__fish_seen_subcommand_from help' -a " +
          fish_quoted(command_names(commands)) + "\n";
  for (const Command& command : commands) text += fish_lines(command);
  return text;
}

}  // namespace slipway::cli

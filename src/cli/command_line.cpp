#include "cli/command_line.hpp"

// The only file that includes CLI11: it takes 9 s to compile.
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "base/suggestion.hpp"
#include "base/text.hpp"

namespace slipway::cli {
namespace {

// Commands of the design that this version does not have yet.
constexpr std::array<std::string_view, 3> kPlannedCommands = {"inspect", "relup", "deploy"};

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

std::string padded(std::string_view text, std::size_t width) {
  std::string line(text);
  line.resize(std::max(width, line.size() + 2), ' ');
  return line;
}

std::string overview(std::span<const Command> commands) {
  std::string text =
      "Slipway takes an Elixir project to a running system.\n\nUsage: slipway COMMAND "
      "[OPTIONS]\n\nCommands:\n";
  for (const Command& command : commands)
    text += "  " + padded(command.name, 13) + std::string(command.summary) + "\n";
  return text + "\n`slipway COMMAND --help` tells more about one; `slipway --version` prints the version.\n";
}

std::string help(const Command& command) {
  std::string text = "Usage: slipway " + std::string(command.name);
  if (const auto& words = command.positional) {
    text += " ";
    text +=
        words->usage.empty() ? concat({"[", words->name, "]", words->is_list ? "..." : ""}) : words->usage;
  }
  text += " [OPTIONS]";
  if (!command.rest.empty()) text += " [-- " + std::string(command.rest) + "...]";
  text += "\n\n" + std::string(command.summary) + ".\n";
  if (!command.details.empty()) text += "\n" + std::string(command.details);
  text += "\n";
  if (command.positional) {
    text += "  " + padded(command.positional->name, 28) + std::string(command.positional->description) + "\n";
  }
  for (const OptionSpec& option : command.options) {
    std::string names(option.names);
    if (const std::size_t comma = names.find(','); comma != std::string::npos) names.replace(comma, 1, ", ");
    if (!option.value.empty()) names += " " + std::string(option.value);
    text += "  " + padded(names, 28) + std::string(option.description) + "\n";
  }
  return text + "  " + padded("-h, --help", 28) + "show this text\n";
}

std::string long_name(std::string_view names) {
  const std::size_t comma = names.find(',');
  return std::string(comma == std::string_view::npos ? names : names.substr(comma + 1));
}

// The options that are known, for suggestions.
void refuse_unknown_option(const std::string& word, const Command& command) {
  std::vector<std::string> names;
  for (const OptionSpec& option : command.options) names.push_back(long_name(option.names));
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto meant = suggestion(word.substr(0, word.find('=')), views);
  throw UsageError("unknown option " + word + (meant ? "; did you mean " + std::string(*meant) + "?" : "") +
                   "\n`slipway " + std::string(command.name) + " --help` lists the options");
}

// CLI11 begins with the option's name and says little else: "--path: 1 required TEXT missing", "quiet was
// given a disallowed flag override".
[[noreturn]] void refuse_value(const std::string& problem, const Command& command) {
  const std::string advice = "\n`slipway " + std::string(command.name) + " --help` tells more";
  const std::string name =
      "--" + problem.substr(0, problem.find_first_of(": ")).erase(0, problem.find_first_not_of('-'));
  for (const OptionSpec& option : command.options) {
    if (long_name(option.names) != name) continue;
    if (option.value.empty()) throw UsageError(name + " takes no value" + advice);
    throw UsageError(name + " needs a value: " + name + " " + std::string(option.value) + advice);
  }
  throw UsageError(problem + advice);
}

Arguments parse(const Command& command, const std::vector<std::string>& words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::unique_ptr<std::string>> values;
  std::vector<std::pair<std::string, CLI::Option*>> options;
  for (const OptionSpec& spec : command.options) {
    const std::string names(spec.names);
    if (spec.value.empty()) {
      options.emplace_back(long_name(names), app.add_flag(names)->disable_flag_override());
    } else {
      values.push_back(std::make_unique<std::string>());
      options.emplace_back(long_name(names), app.add_option(names, *values.back())->take_last());
    }
  }
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    refuse_value(error.what(), command);
  }
  Arguments arguments;
  for (const auto& [name, option] : options) {
    if (option->count() == 0) continue;
    if (option->get_expected_max() == 0) {
      arguments.set_flag(name);
    } else {
      for (const std::string& value : option->results()) arguments.add_value(name, value);
    }
  }
  for (const std::string& extra : app.remaining()) {
    if (extra.starts_with('-') && extra != "-") refuse_unknown_option(extra, command);
    if (!command.positional || (arguments.positional() && !command.positional->is_list)) {
      throw UsageError("unexpected argument \"" + extra + "\"\n`slipway " + std::string(command.name) +
                       " --help` tells more");
    }
    arguments.add_positional(extra);
  }
  return arguments;
}

[[noreturn]] void refuse_unknown_command(const std::string& word, std::span<const Command> commands) {
  if (std::find(kPlannedCommands.begin(), kPlannedCommands.end(), word) != kPlannedCommands.end()) {
    throw UsageError("`slipway " + word +
                     "` comes with a later version; `slipway --help` lists what this one does");
  }
  std::vector<std::string_view> names;
  for (const Command& command : commands) names.push_back(command.name);
  const auto meant = suggestion(word, names);
  throw UsageError("unknown command \"" + word + "\"" +
                   (meant ? "; did you mean " + std::string(*meant) + "?" : "") +
                   "\n`slipway --help` lists the commands");
}

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h" || word == "help"; }

}  // namespace

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::nullopt : std::optional(found->second.back());
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

int run_command_line(const std::vector<std::string>& words, std::span<const Command> commands) {
  if (words.empty()) throw UsageError("no command was given\n\n" + overview(commands));
  const auto find = [commands](const std::string& name) {
    return std::find_if(commands.begin(), commands.end(),
                        [&name](const Command& command) { return command.name == name; });
  };
  if (asks_for_help(words[0])) {
    if (words.size() == 1) {
      print(overview(commands));
      return 0;
    }
    const auto command = find(words[1]);
    if (command == commands.end()) refuse_unknown_command(words[1], commands);
    print(help(*command));
    return 0;
  }
  if (words[0] == "--version" || words[0] == "version") {
    print("slipway " SLIPWAY_VERSION "\n");
    return 0;
  }
  const auto command = find(words[0]);
  if (command == commands.end()) refuse_unknown_command(words[0], commands);
  const auto end_of_options =
      command->rest.empty() ? words.end() : std::find(words.begin() + 1, words.end(), "--");
  const std::vector<std::string> rest(words.begin() + 1, end_of_options);
  if (std::any_of(rest.begin(), rest.end(),
                  [](const std::string& word) { return word == "--help" || word == "-h"; })) {
    print(help(*command));
    return 0;
  }
  Arguments arguments = parse(*command, rest);
  if (end_of_options != words.end()) arguments.set_rest({end_of_options + 1, words.end()});
  return command->run(arguments);
}

}  // namespace slipway::cli

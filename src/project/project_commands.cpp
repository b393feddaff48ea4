#include "project/project_commands.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace slipway::project {
namespace {

using erl::LaunchOwnCommand;
using erl::LaunchStep;

constexpr std::array<std::string_view, 4> kHooks = {"before_start", "after_start", "before_stop",
                                                    "after_stop"};
// The others would wait for the end of the system, or for the end of the hook itself.
constexpr std::array<std::string_view, 6> kCommandsForHooks = {"eval",   "rpc", "ping",
                                                               "health", "pid", "version"};
constexpr std::array<std::string_view, 2> kCommandsOfExpressions = {"eval", "rpc"};
constexpr const char* kSteps =
    R"X(an array of steps, each an array of words: [["eval", "MyApp.migrate()"]])X";
constexpr const char* kStepOrSteps =
    R"X(an array of words, ["eval", "MyApp.migrate()"], or an array of such arrays)X";

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

LaunchStep read_step(const TomlArray& words, std::size_t line, const std::string& setting,
                     const SettingsSource& source) {
  if (words.empty()) source.fail(line, setting + " has a step without words; remove it");
  LaunchStep step;
  for (const TomlValue& word : words) {
    const auto* text = word.as<std::string>();
    if (text == nullptr) {
      source.fail(word.line, "a word of " + setting + " must be a string, not " + word.describe());
    }
    source.check_text(word.line, *text, "a word of " + setting);
    step.push_back(*text);
  }
  if (step.front().empty()) {
    source.fail(words.front().line, "the first word of a step of " + setting +
                                        " is empty; it is a command of the release or a program");
  }
  if (step.size() == 1 && contains(kCommandsOfExpressions, step.front())) {
    source.fail(words.front().line,
                setting + " runs \"" + step.front() + "\", which needs an expression behind it");
  }
  return step;
}

std::vector<LaunchStep> read_steps(const TomlArray& array, const std::string& setting,
                                   const SettingsSource& source) {
  std::vector<LaunchStep> steps;
  for (const TomlValue& element : array) {
    const auto* words = element.as<TomlArray>();
    if (words == nullptr) {
      source.fail(element.line, setting + " must be " + kSteps + "; found " + element.describe());
    }
    steps.push_back(read_step(*words, element.line, setting, source));
  }
  return steps;
}

const LaunchOwnCommand* find(const std::vector<LaunchOwnCommand>& commands, std::string_view name) {
  const auto found = std::find_if(commands.begin(), commands.end(),
                                  [&](const LaunchOwnCommand& command) { return command.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

void check_name(const TomlEntry& entry, const SettingsSource& source) {
  const std::string& name = entry.key;
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (name.empty() || name.size() > kLongestCommandName || name.front() < 'a' || name.front() > 'z' ||
      !std::all_of(name.begin(), name.end(), is_good)) {
    source.fail(entry.line, "[commands] " + toml_quoted(name) +
                                " can't name a command; use up to 64 of a-z, 0-9, _ and -, and a letter in "
                                "front");
  }
  if (erl::is_launcher_command(name)) {
    source.fail(entry.line,
                "[commands] " + name + ": bin/NAME has a command of this name itself; choose another one");
  }
}

/// The words "command a, which runs b": from the command at hand to the one that is looked for.
using Path = std::vector<std::string_view>;

std::string described(const Path& path) {
  std::string text;
  for (std::size_t at = 0; at < path.size(); ++at) {
    text += (at == 0 ? "\"" : at == 1 ? ", which runs \"" : ", and that \"") + std::string(path[at]) + "\"";
  }
  return text;
}

/// Follows what a command runs, each command once; gives the way to the first one that `is_wanted`.
template <typename Predicate>
std::optional<Path> find_path(const std::vector<LaunchStep>& steps,
                              const std::vector<LaunchOwnCommand>& commands,
                              std::vector<std::string_view>& visited, const Predicate& is_wanted) {
  for (const LaunchStep& step : steps) {
    const std::string& word = step.front();
    if (is_wanted(word)) return Path{word};
    const LaunchOwnCommand* command = find(commands, word);
    if (command == nullptr || contains(visited, word)) continue;
    visited.emplace_back(command->name);
    if (std::optional<Path> path = find_path(command->steps, commands, visited, is_wanted)) {
      path->insert(path->begin(), command->name);
      return path;
    }
  }
  return std::nullopt;
}

std::vector<LaunchStep>& steps_of(erl::LaunchHooks& hooks, std::string_view hook) {
  if (hook == "before_start") return hooks.before_start;
  if (hook == "after_start") return hooks.after_start;
  return hook == "before_stop" ? hooks.before_stop : hooks.after_stop;
}

}  // namespace

erl::LaunchHooks read_hooks(const TomlTable& table, const std::vector<LaunchOwnCommand>& commands,
                            const SettingsSource& source) {
  erl::LaunchHooks hooks;
  for (const TomlEntry& entry : table) {
    const std::string setting = "[hooks] " + entry.key;
    if (!contains(kHooks, entry.key)) {
      const std::string meant = did_you_mean(entry.key, kHooks);
      source.fail(entry.line,
                  "there is no hook " + toml_quoted(entry.key) + "; " +
                      (meant.empty() ? "the hooks are before_start, after_start, before_stop and after_stop"
                                     : meant));
    }
    const auto* array = entry.value.as<TomlArray>();
    if (array == nullptr) {
      source.fail(entry.line, setting + " must be " + kSteps + ", not " + entry.value.describe());
    }
    std::vector<LaunchStep> steps = read_steps(*array, setting, source);
    if (steps.empty()) source.fail(entry.line, setting + " is empty; remove it");
    std::vector<std::string_view> visited;
    const auto path = find_path(steps, commands, visited, [](std::string_view word) {
      return erl::is_launcher_command(word) && !contains(kCommandsForHooks, word);
    });
    if (path) {
      source.fail(entry.line,
                  setting + " runs " + described(*path) +
                      ", which a hook can't run; it can run programs, your own [commands], and eval, rpc, "
                      "ping, health, pid and version");
    }
    steps_of(hooks, entry.key) = std::move(steps);
  }
  return hooks;
}

std::vector<LaunchOwnCommand> read_own_commands(const TomlTable& table, const SettingsSource& source) {
  std::vector<LaunchOwnCommand> commands;
  for (const TomlEntry& entry : table) {
    check_name(entry, source);
    const std::string setting = "[commands] " + entry.key;
    const auto* array = entry.value.as<TomlArray>();
    if (array == nullptr) {
      source.fail(entry.line, setting + " must be " + kStepOrSteps + ", not " + entry.value.describe());
    }
    if (array->empty()) source.fail(entry.line, setting + " is empty; it must be " + kStepOrSteps);
    const bool is_one_step = array->front().as<TomlArray>() == nullptr;
    std::vector<LaunchStep> steps;
    if (is_one_step) {
      steps.push_back(read_step(*array, entry.line, setting, source));
    } else {
      steps = read_steps(*array, setting, source);
    }
    commands.push_back({entry.key, std::move(steps)});
  }
  for (std::size_t at = 0; at < commands.size(); ++at) {
    std::vector<std::string_view> visited;
    const auto path = find_path(commands[at].steps, commands, visited,
                                [&](std::string_view word) { return word == commands[at].name; });
    if (path) {
      source.fail(table[at].line, "[commands] " + commands[at].name + " runs " + described(*path) +
                                      ": it would run itself for ever");
    }
  }
  return commands;
}

}  // namespace slipway::project

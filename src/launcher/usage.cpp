#include "launcher/usage.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace slipway::launcher {
namespace {

struct Row {
  std::string_view command;
  std::string_view synopsis;
  std::string_view description;
};

/// Commands that every launch plan has, or can have.
constexpr auto kRows = std::to_array<Row>({
    {"start", "start", "Run the system in the foreground"},
    {"start_iex", "start_iex", "Run the system with an IEx shell in this terminal"},
    {"daemon", "daemon", "Run the system in the background"},
    {"daemon_iex", "daemon_iex", "Run the system in the background, with an IEx shell to attach to"},
    {"eval", "eval \"EXPR\" [ARGS]",
     "Evaluate an expression in a new VM, with the system loaded but not started"},
    {"rpc", "rpc \"EXPR\"", "Evaluate an expression on the running system"},
    {"remote", "remote", "Open a shell on the running system"},
    {"restart", "restart", "Restart the running system without ending its process"},
    {"stop", "stop", "Shut the running system down"},
    {"pid", "pid", "Print the process id of the running system"},
});

/// Commands of the launcher itself.
constexpr auto kOwnRows = std::to_array<Row>({
    {"version", "version", "Print the name and the version of the release"},
    {"help", "help", "Print this text"},
});

/// How far a typing error may be from a command.
constexpr std::size_t kLargestDistance = 2;

/// Levenshtein distance: insertions, deletions and replacements.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, replaced}));
    }
  }
  return row.back();
}

std::vector<std::string> known_commands(const erl::LaunchPlan& plan) {
  std::vector<std::string> names;
  for (const erl::LaunchCommand& command : plan.commands) names.push_back(command.name);
  for (const Row& row : kOwnRows) names.emplace_back(row.command);
  return names;
}

std::optional<std::string> suggestion(std::string_view command, const erl::LaunchPlan& plan) {
  std::optional<std::string> best;
  std::size_t best_distance = kLargestDistance + 1;
  for (const std::string& name : known_commands(plan)) {
    const std::size_t distance = edit_distance(command, name);
    if (distance < best_distance && distance < name.size()) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

void append_row(std::string& text, std::string_view synopsis, std::string_view description) {
  constexpr std::size_t kColumn = 20;
  text.append("  ").append(synopsis);
  text.append(synopsis.size() < kColumn ? kColumn - synopsis.size() : 1, ' ');
  text.append(description).append("\n");
}

}  // namespace

std::string usage(std::string_view program, const erl::LaunchPlan& plan) {
  std::string text = "Usage: " + std::string(program) + " COMMAND [ARGS]\n\nCommands:\n\n";
  for (const Row& row : kRows) {
    if (plan.find(row.command) != nullptr) append_row(text, row.synopsis, row.description);
  }
  for (const erl::LaunchCommand& command : plan.commands) {
    const bool has_row =
        std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) { return row.command == command.name; });
    if (!has_row) append_row(text, command.name, "A command of this release");
  }
  for (const Row& row : kOwnRows) append_row(text, row.synopsis, row.description);
  return text;
}

std::string refusal(std::string_view command, const erl::LaunchPlan& plan) {
  if (command == "daemon" || command == "daemon_iex") {
    return "the command \"" + std::string(command) +
           "\" comes with a later version of Slipway; use \"start\" under a supervisor such as systemd";
  }
  std::string text = "Unknown command \"" + std::string(command) + "\"";
  const std::optional<std::string> meant = suggestion(command, plan);
  if (meant) text += "; did you mean \"" + *meant + "\"?";
  return text;
}

}  // namespace slipway::launcher

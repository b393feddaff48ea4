#include "launcher/usage.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/suggestion.hpp"
#include "launcher/steps.hpp"

namespace slipway::launcher {
namespace {

struct Row {
  std::string_view command;
  std::string_view synopsis;
  std::string_view description;
};

/// What runs in the background is a command of the plan.
struct BackgroundCommand {
  std::string_view name;
  std::string_view runs;
};
constexpr auto kBackgroundCommands = std::to_array<BackgroundCommand>({
    {"daemon", "start"},
    {"daemon_iex", "start_iex"},
});

/// Commands that every launch plan has, or can have.
constexpr auto kRows = std::to_array<Row>({
    {"start", "start", "Run the system in the foreground"},
    {"start_iex", "start_iex", "Run the system with an IEx shell in this terminal"},
    {"daemon", "daemon", "Run the system in the background"},
    {"daemon_iex", "daemon_iex", "Run the system in the background, with an IEx shell to attach to"},
    {kAttach, "attach", "Show the terminal of the system in the background (Ctrl-D detaches)"},
    {"eval", "eval \"EXPR\" [ARGS]",
     "Evaluate an expression in a new VM, with the system loaded but not started"},
    {"rpc", "rpc \"EXPR\"", "Evaluate an expression on the running system"},
    {"remote", "remote", "Open a shell on the running system"},
    {"restart", "restart", "Restart the running system without ending its process"},
    {"stop", "stop", "Shut the running system down and wait until it is gone"},
    {"pid", "pid", "Print the process id of the running system"},
    {kPing, "ping", "Say whether the running system answers"},
    {kHealth, "health", "Say whether the running system is ready, or, with --live, whether it answers"},
    {kProfile, "profile", "Print which modules the running system has loaded, for [boot] profile"},
});

/// Commands of the launcher itself.
constexpr auto kOwnRows = std::to_array<Row>({
    {"version", "version", "Print the name and the version of the release"},
    {"help", "help", "Print this text"},
});

/// What the commands have that ask the running system.
constexpr std::string_view kControlText =
    "\n"
    "rpc and eval also take --file PATH, or --mfa MODULE FUNCTION [ARGS], in place of EXPR; rpc, ping, pid,\n"
    "restart, stop, health and profile take --timeout SECONDS; stop takes --no-wait, and health --json. health\n"
    "exits with 0 (ready), 3 (starting), 4 (stopping), 5 (unhealthy), 6 (unreachable) or 7 (not distributed).\n";

void append_row(std::string& text, std::string_view synopsis, std::string_view description) {
  constexpr std::size_t kColumn = 20;
  text.append("  ").append(synopsis);
  text.append(synopsis.size() < kColumn ? kColumn - synopsis.size() : 1, ' ');
  text.append(description).append("\n");
}

/// What an own command runs, as one would type it: "eval 'Shop.migrate()'", "migrate, then 1 more".
std::string description_of(const erl::LaunchOwnCommand& command) {
  constexpr std::size_t kWidth = 56;
  std::string text = typed_words(command.steps.front(), kWidth);
  const std::size_t more = command.steps.size() - 1;
  return more == 0 ? text : text + ", then " + std::to_string(more) + " more";
}

/// Whether the plan has the command, or what the launcher makes it from.
bool is_known(std::string_view command, const erl::LaunchPlan& plan) {
  if (command == kAttach) command = "daemon";
  if (command == kPing || command == kHealth || command == kProfile) command = "rpc";
  return plan.find(command_in_background(command).value_or(command)) != nullptr;
}

}  // namespace

std::string usage(std::string_view program, const erl::LaunchPlan& plan) {
  std::string text = "Usage: " + std::string(program) + " COMMAND [ARGS]\n\nCommands:\n\n";
  for (const Row& row : kRows) {
    if (is_known(row.command, plan)) append_row(text, row.synopsis, row.description);
  }
  for (const erl::LaunchCommand& command : plan.commands) {
    const bool has_row =
        std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) { return row.command == command.name; });
    if (!has_row) append_row(text, command.name, "A command of this release");
  }
  for (const Row& row : kOwnRows) append_row(text, row.synopsis, row.description);
  if (!plan.own_commands.empty()) text += "\nCommands of this release:\n\n";
  for (const erl::LaunchOwnCommand& command : plan.own_commands) {
    append_row(text, command.name, description_of(command));
  }
  if (is_known(kHealth, plan)) text += kControlText;
  return text;
}

std::optional<std::string_view> command_in_background(std::string_view command) {
  for (const BackgroundCommand& row : kBackgroundCommands) {
    if (row.name == command) return row.runs;
  }
  return std::nullopt;
}

std::string refusal(std::string_view command, const erl::LaunchPlan& plan) {
  std::vector<std::string_view> known;
  for (const erl::LaunchCommand& candidate : plan.commands) known.push_back(candidate.name);
  for (const Row& row : kRows) {
    if (plan.find(row.command) == nullptr && is_known(row.command, plan)) known.push_back(row.command);
  }
  for (const Row& row : kOwnRows) known.push_back(row.command);
  for (const erl::LaunchOwnCommand& own : plan.own_commands) known.push_back(own.name);
  std::string text = "unknown command \"" + std::string(command) + "\"";
  const std::optional<std::string_view> meant = suggestion(command, known);
  if (meant) text += "; did you mean \"" + std::string(*meant) + "\"?";
  return text;
}

}  // namespace slipway::launcher

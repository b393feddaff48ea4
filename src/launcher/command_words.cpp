#include "launcher/command_words.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/error.hpp"
#include "launcher/expression_options.hpp"
#include "launcher/random.hpp"
#include "launcher/settings.hpp"
#include "launcher/words.hpp"

namespace slipway::launcher {
namespace {

using erl::LaunchWord;
using Words = std::vector<std::string>;

Words ansi_words(const Environment& environment) {
  const bool colours = ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
  if (!colours || environment.is_set("NO_COLOR")) return {};
  return {"-elixir", "ansi_enabled", "true"};
}

// sd_notify(3): one datagram to a socket of the file system, or, with "@" in front, of the abstract
// namespace, whose addresses begin with a NUL. A manager that went away is no reason not to run.
constexpr const char* kNotifyExpression =
    "catch begin"
    " {ok, S} = gen_udp:open(0, [local]),"
    " A = case os:getenv(\"NOTIFY_SOCKET\") of [$@ | N] -> [0 | N]; N -> N end,"
    " case gen_udp:send(S, {local, unicode:characters_to_binary(A)}, 0, <<\"READY=1\\n\">>) of"
    " ok -> ok; {error, R} -> logger:warning(\"NOTIFY_SOCKET ~ts was not told: ~p\", [A, R]) end,"
    " gen_udp:close(S) end.";

Words notify_words(const Environment& environment) {
  if (!environment.is_set("NOTIFY_SOCKET")) return {};
  return {"-eval", kNotifyExpression};
}

/// The name of a node that lives as long as one command: rpc-1a2b-shop.
std::string client_name(std::string_view kind, const Environment& environment) {
  return std::string(kind) + "-" + random_hex(4) + "-" + environment.value_or("RELEASE_NODE", "");
}

Words expand(LaunchWord word, const CommandInput& input, const Release& release,
             const Environment& environment) {
  const auto variable = [&](std::string_view name) { return environment.value_or(name, ""); };
  const erl::LaunchNode& node = release.plan.node;
  switch (word) {
    case LaunchWord::kErlOptions:
      return split_at_white_space(variable("ELIXIR_ERL_OPTIONS"));
    case LaunchWord::kAnsi:
      return ansi_words(environment);
    case LaunchWord::kMode:
      return split_at_white_space(variable("RELEASE_MODE"));
    case LaunchWord::kDistribution:
      return distribution_words(environment, node, variable("RELEASE_NODE"), NodeRole::kSystem);
    case LaunchWord::kNotify:
      return notify_words(environment);
    case LaunchWord::kRpcClient:
      return distribution_words(environment, node, client_name("rpc", environment), NodeRole::kClient);
    case LaunchWord::kRemoteClient:
      return distribution_words(environment, node, client_name("rem", environment), NodeRole::kClient);
    case LaunchWord::kConfig:
      return {variable("RELEASE_SYS_CONFIG")};
    case LaunchWord::kBoot:
      return {release.version_dir + "/" + variable("RELEASE_BOOT_SCRIPT")};
    case LaunchWord::kBootClean:
      return {release.version_dir + "/" + variable("RELEASE_BOOT_SCRIPT_CLEAN")};
    case LaunchWord::kLib:
      return {release.root + "/lib"};
    case LaunchWord::kVmArgs:
      return {variable("RELEASE_VM_ARGS")};
    case LaunchWord::kRemoteVmArgs:
      return {variable("RELEASE_REMOTE_VM_ARGS")};
    case LaunchWord::kNode:
      return {variable("RELEASE_NODE")};
    case LaunchWord::kExpression:
      return {input.expression};
    case LaunchWord::kArguments:
      return input.arguments;
  }
  throw Error("the launch plan has a word that this launcher does not know");
}

std::string upper_case(std::string text) {
  for (char& character : text) {
    if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
  }
  return text;
}

}  // namespace

bool uses(const erl::LaunchCommand& command, LaunchWord word) {
  return std::any_of(command.words.begin(), command.words.end(), [&](const erl::LaunchItem& item) {
    return std::holds_alternative<LaunchWord>(item) && std::get<LaunchWord>(item) == word;
  });
}

CommandInput read_command_input(const erl::LaunchCommand& command, const Words& words) {
  if (!uses(command, LaunchWord::kExpression)) return {};
  if (!words.empty() && words.front().starts_with("--")) return read_expression_options(command.name, words);
  if (words.empty() || words.front().empty()) {
    throw Error(upper_case(command.name) + " expects an expression as argument: " + command.name +
                " \"EXPR\"");
  }
  CommandInput input{words.front(), {words.begin() + 1, words.end()}};
  if (!input.arguments.empty() && input.arguments.front() == "--") {
    input.arguments.erase(input.arguments.begin());
  }
  return input;
}

Words command_words(const erl::LaunchCommand& command, const CommandInput& input, const Release& release,
                    const Environment& environment) {
  Words words;
  for (const erl::LaunchItem& item : command.words) {
    if (const std::string* literal = std::get_if<std::string>(&item)) {
      words.push_back(*literal);
    } else {
      const Words expanded = expand(std::get<LaunchWord>(item), input, release, environment);
      words.insert(words.end(), expanded.begin(), expanded.end());
    }
  }
  return words;
}

}  // namespace slipway::launcher

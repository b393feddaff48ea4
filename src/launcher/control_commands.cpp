#include "launcher/control_commands.hpp"

#include <unistd.h>

#include <array>

#include "base/error.hpp"
#include "base/files.hpp"
#include "control/call.hpp"
#include "erl/term.hpp"
#include "launcher/control_options.hpp"
#include "launcher/expression_options.hpp"
#include "launcher/health_command.hpp"
#include "launcher/node_client.hpp"
#include "launcher/output.hpp"
#include "launcher/profile_command.hpp"
#include "launcher/remote_evaluation.hpp"
#include "launcher/stop_command.hpp"

namespace slipway::launcher {
namespace {

using control::Deadline;
using control::NodeConnection;
using Words = std::vector<std::string>;

/// How long the commands wait that ask something that every node can answer at once.
constexpr std::chrono::seconds kShortTimeout{10};

/// Connects, and has the connection end what takes longer than the timeout.
NodeConnection connect(const NodeClient& client, const ControlOptions& options) {
  const Deadline setup = Deadline::after(kSetupTime);
  const Deadline whole = options.timeout ? Deadline::after(*options.timeout) : Deadline::never();
  NodeConnection node = control::connect_to_node(client.address, setup.or_earlier(whole));
  node.connection().set_deadline(whole);
  return node;
}

int call_function(NodeConnection& node, const Words& words) {
  std::vector<erl::Term> arguments;
  for (std::size_t index = 2; index < words.size(); ++index) arguments.push_back(erl::binary(words[index]));
  // apply/3 by way of the module itself: its own errors stay what they are.
  return run_on_node(node, module_name(words[0]), words[1], erl::list(std::move(arguments)));
}

int evaluate_file(NodeConnection& node, const std::string& path, const std::string& text) {
  return run_on_node(
      node, "Elixir.Code", "eval_string",
      erl::list({erl::binary(text), erl::list({}), erl::list({erl::pair("file", erl::binary(path))})}));
}

int rpc(const NodeClient& client, const Words& words, const Release& /*release*/) {
  const ControlOptions options = read_control_options("rpc", words, {"--timeout", "--file", "--mfa"});
  check_function_words("rpc", options);
  const std::string text = options.file ? read_file(*options.file) : "";
  if (!options.file && (options.words.empty() || options.words[0].empty())) {
    throw Error("RPC expects an expression as argument: rpc \"EXPR\"");
  }
  NodeConnection node = connect(client, options);
  if (options.mfa) return call_function(node, options.words);
  if (options.file) return evaluate_file(node, *options.file, text);
  return run_on_node(node, "Elixir.Kernel.CLI", "rpc_eval", erl::list({erl::binary(options.words[0])}));
}

ControlOptions short_options(std::string_view command, const Words& words) {
  ControlOptions options = read_control_options(command, words, {"--timeout"});
  if (!options.timeout) options.timeout = kShortTimeout;
  return options;
}

int ping(const NodeClient& client, const Words& words, const Release& /*release*/) {
  NodeConnection node = connect(client, short_options("ping", words));
  if (!call(node, "erlang", "is_alive", erl::list({})).is_atom("true")) {
    throw Error(node.connection().peer() + " is stopping");
  }
  print(STDOUT_FILENO, "pong\n");
  return 0;
}

int pid(const NodeClient& client, const Words& words, const Release& /*release*/) {
  NodeConnection node = connect(client, short_options("pid", words));
  print(STDOUT_FILENO, process_id(node) + "\n");
  return 0;
}

int restart(const NodeClient& client, const Words& words, const Release& /*release*/) {
  NodeConnection node = connect(client, short_options("restart", words));
  call(node, "init", "restart", erl::list({}));
  return 0;
}

int stop(const NodeClient& client, const Words& words, const Release& /*release*/) {
  return stop_node(client, read_control_options("stop", words, {"--timeout", "--no-wait"}));
}

int profile(const NodeClient& client, const Words& words, const Release& release) {
  NodeConnection node = connect(client, short_options("profile", words));
  return print_profile(node, release);
}

struct Command {
  std::string_view name;
  int (*run)(const NodeClient& client, const Words& words, const Release& release);
};

constexpr auto kCommands = std::to_array<Command>({
    {"rpc", rpc},
    {"ping", ping},
    {"pid", pid},
    {"restart", restart},
    {"stop", stop},
    {"profile", profile},
});

}  // namespace

std::optional<int> run_control_command(std::string_view command, const Words& words, const Release& release,
                                       Environment& environment) {
  if (command == "health") return health_command(words, release, environment);
  for (const Command& row : kCommands) {
    if (row.name != command) continue;
    const NodeClient client = find_node_client(release, environment);
    if (client.needs_vm.empty()) return row.run(client, words, release);
    if (environment.is_set("SLIPWAY_VERBOSE")) {
      print(STDERR_FILENO, std::string(command) + ": in a second VM, because " + client.needs_vm + "\n");
    }
    if (release.plan.find(command) != nullptr) return std::nullopt;
    throw Error(
        std::string(command) + " can't reach this system: " + client.needs_vm +
        "; it takes inet_tcp and inet6_tcp, and inet_tls and inet6_tls where vm.args, remote.vm.args or "
        "env.sh asked for TLS as the release was assembled");
  }
  return std::nullopt;
}

}  // namespace slipway::launcher

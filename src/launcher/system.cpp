#include "launcher/system.hpp"

#include <unistd.h>

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "launcher/child.hpp"
#include "launcher/daemon.hpp"
#include "launcher/heart.hpp"
#include "launcher/hooks.hpp"
#include "launcher/parent.hpp"
#include "launcher/parent_socket.hpp"
#include "launcher/settings.hpp"

namespace slipway::launcher {
namespace {

/// systemd names the process that sockets and a watchdog are meant for (sd_listen_fds(3),
/// sd_watchdog_enabled(3)): what was meant for the parent is the node's.
void hand_on_to_this_process(Environment& environment, pid_t parent) {
  for (const std::string_view variable : {"LISTEN_PID", "WATCHDOG_PID"}) {
    if (environment.value_or(variable, "") == std::to_string(parent)) {
      environment.set(variable, std::to_string(::getpid()));
    }
  }
}

}  // namespace

int start_system(const erl::LaunchCommand& command, const CommandInput& input, const Release& release,
                 Environment& environment, Place place, const std::vector<std::string>& called_with) {
  // Any other program below the node that starts this release starts a system of its own.
  if (environment.is_set(kParentVariable) && is_started_by_heart() &&
      parent_starts_again(environment, release.root)) {
    return 0;
  }
  environment.unset(kParentVariable);
  if (place == Place::kHere && ::getpid() != 1 && release.plan.hooks.is_empty()) {
    return start_node(command, input, release, environment, place, called_with);
  }

  // The hooks see the variables of the start, and the node's process sets its own again each time.
  Environment of_hooks = environment;
  set_start_variables(command, release, of_hooks);
  // A name that no node can have is refused before a hook has done anything.
  distribution_words(of_hooks, release.plan.node, of_hooks.value_or("RELEASE_NODE", ""), NodeRole::kSystem);
  const Hooks hooks = prepare_hooks(release.plan, called_with.front(), of_hooks);
  // From the first hook on: process 1 loses the signals that it does not wait for.
  std::optional<BlockedSignals> signals(std::in_place);
  if (const int status = run_before_start(hooks, *signals); status != 0) return status;
  const bool stays = hooks.need_parent() || (place == Place::kHere && ::getpid() == 1);
  if (!stays || place == Place::kBackground) signals.reset();
  if (!stays) return start_node(command, input, release, environment, place, called_with);

  const auto run = [&](const std::function<void()>& started) {
    const pid_t parent = ::getpid();
    if (!signals) signals.emplace();
    const auto become_node = [&](const std::string& socket) {
      Environment of_node = environment;
      of_node.set("NOTIFY_SOCKET", socket);
      of_node.set(kParentVariable, socket);
      hand_on_to_this_process(of_node, parent);
      return start_node(command, input, release, of_node, Place::kUnderParent, called_with);
    };
    return be_parent(hooks, release.root, environment, *signals, become_node, started);
  };
  if (place == Place::kHere) return run([] {});
  start_in_background(of_hooks, run);
  return 0;
}

}  // namespace slipway::launcher

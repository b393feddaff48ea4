#pragma once

#include <functional>
#include <string>

#include "launcher/child.hpp"
#include "launcher/environment.hpp"
#include "launcher/hooks.hpp"

namespace slipway::launcher {

/// Stays as the parent of a node up to its end, and gives the exit status to end with: that of the node, or
/// 128 and the number of the signal that ended it.
///
///   `become_node`   is called in a new process, which it replaces by the emulator; what it returns or throws
///                   ends that process. It is given the name of our socket (parent_socket.hpp), and is called
///                   again where heart(3) finds the node dead
///   `started`       is called once, as soon as the emulator has been executed
///
/// What happens: after_start runs once the node has booted. SIGTERM, or `bin/NAME stop`, runs before_stop
/// once if the node has ever booted, and then ends the node by SIGTERM; once more where the node says after
/// it that it has booted, since a VM that starts the system anew loses signals. Other signals go to the node
/// at once. after_stop runs when the node has gone for good. A hook that fails is reported and the next one
/// runs. Children of dead processes, which process 1 gets, are waited for. If this process is killed, the
/// kernel sends SIGTERM to the node.
///
/// Throws the Error of a `become_node` that fails the first time.
int be_parent(const Hooks& hooks, const std::string& release_root, const Environment& environment,
              const BlockedSignals& signals, const std::function<int(const std::string& socket)>& become_node,
              const std::function<void()>& started);

}  // namespace slipway::launcher

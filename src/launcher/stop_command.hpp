#pragma once

#include <string>

#include "control/node_connection.hpp"
#include "launcher/control_options.hpp"
#include "launcher/node_client.hpp"

namespace slipway::launcher {

/// The process id of the node, as text.
std::string process_id(control::NodeConnection& node);

/// Asks the system to stop and waits until its process is gone, at most for --timeout; with --no-wait it only
/// asks. That the connection has closed is too early: the VM still ends then. A process of this machine and
/// this pid namespace is watched itself; of another one it is known that nothing listens any more.
int stop_node(const NodeClient& client, const ControlOptions& options);

}  // namespace slipway::launcher

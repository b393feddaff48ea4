#pragma once

#include "control/node_connection.hpp"

namespace slipway::launcher {

/// Asks the node to stop in order, within the deadline of the connection, and does not wait for it: by its
/// parent where it has one (parent_socket.hpp), which runs before_stop first, else by init:stop/0. Throws
/// Error where the parent can't be told.
void ask_to_stop(control::NodeConnection& node);

}  // namespace slipway::launcher

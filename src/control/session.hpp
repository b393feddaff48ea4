#pragma once

#include <cstdint>

#include "control/io_server.hpp"
#include "control/node_connection.hpp"

namespace slipway::control {

/// Waits for the end of a call (call.hpp) while its process, and those that it starts, print and read through
/// `io`. The message is its kDown, whose payload has not been read, or kSpawned where there is no process.
Message wait_for_call(NodeConnection& node, IoServer& io, std::uint32_t call);

}  // namespace slipway::control

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "control/address.hpp"
#include "control/node_connection.hpp"

namespace slipway::control {

/// Which node is asked, and how it is found.
struct NodeAddress {
  /// "shop@host", the whole name.
  std::string name;
  NodeHost host = NodeHost::kKnown;
  std::string cookie;
  Family family = Family::kIPv4;
  /// Where the node listens; nothing: epmd knows.
  std::optional<std::uint16_t> port;
  std::uint16_t epmd_port = 4369;
  /// Where set, the node speaks under TLS: makes a secure stream of the one to it (never of the one to epmd).
  /// `host` is the one in the node's name. Throws as connect_to_node.
  std::function<std::unique_ptr<Stream>(std::unique_ptr<Stream> stream, const std::string& host,
                                        Deadline deadline)>
      secure;
};

/// Finds the node, connects and shakes hands, within the deadline. The connection has no deadline after that.
/// Throws ConnectionError.
NodeConnection connect_to_node(const NodeAddress& node, Deadline deadline);

/// Whether something still listens for the node: its port at its address, or its name in epmd.
bool still_listens(const NodeAddress& node, Deadline deadline);

}  // namespace slipway::control

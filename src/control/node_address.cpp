#include "control/node_address.hpp"

#include <memory>

#include "base/error.hpp"
#include "control/epmd_client.hpp"
#include "control/failure.hpp"
#include "control/handshake.hpp"
#include "control/resolver.hpp"
#include "control/stream.hpp"

namespace slipway::control {
namespace {

std::string name_of(const NodeAddress& node) { return "the node " + node.name; }

std::uint16_t ask_for_port(const NodeAddress& node, const Address& host, Deadline deadline) {
  const Address address = host.with_port(node.epmd_port);
  Connection epmd(connect_to(address, deadline), "epmd at " + address.text());
  epmd.set_deadline(deadline);
  const std::optional<std::uint16_t> port = ask_epmd(epmd, node.name.substr(0, node.name.find('@')));
  if (!port) throw ConnectionError(Failure::kUnreachable, "epmd at " + address.text() + " does not know it");
  return *port;
}

std::unique_ptr<Stream> connect_at(const NodeAddress& node, const Address& host, Deadline deadline) {
  const std::uint16_t port = node.port ? *node.port : ask_for_port(node, host, deadline);
  return connect_to(host.with_port(port), deadline);
}

/// The first address of the host at which the node can be reached.
std::unique_ptr<Stream> find(const NodeAddress& node, Deadline deadline) {
  const std::size_t at = node.name.find('@');
  const std::vector<Address> hosts = resolve(node.name.substr(at + 1), node.family, deadline);
  std::optional<ConnectionError> first;
  for (const Address& host : hosts) {
    try {
      return connect_at(node, host, deadline);
    } catch (const ConnectionError& error) {
      if (!first) first = error;
      if (deadline.has_passed()) break;
    }
  }
  throw ConnectionError(*first);
}

}  // namespace

NodeConnection connect_to_node(const NodeAddress& node, Deadline deadline) {
  std::unique_ptr<Stream> stream = with_context("can't reach " + name_of(node), [&] {
    std::unique_ptr<Stream> found = find(node, deadline);
    if (!node.secure) return found;
    return node.secure(std::move(found), node.name.substr(node.name.find('@') + 1), deadline);
  });
  Connection connection(std::move(stream), name_of(node));
  connection.set_deadline(deadline);
  const Handshake handshake = shake_hands(connection, node.name, node.cookie, node.host,
                                          node.secure ? LengthSize::k32 : LengthSize::k16);
  connection.set_deadline(Deadline::never());
  return {std::move(connection), handshake};
}

bool still_listens(const NodeAddress& node, Deadline deadline) {
  try {
    find(node, deadline);
    return true;
  } catch (const ConnectionError&) {
    return false;
  }
}

}  // namespace slipway::control

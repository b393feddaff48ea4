#pragma once

#include <string>
#include <string_view>

namespace slipway::testkit {

/// Plays a node or a port mapper that does what none should, on a port of the loopback address that it prints
/// first. Serves until it is ended.
///
///   silent            takes connections and says nothing
///   closes            closes each connection at once
///   garbage           sends 64 KiB of the same pseudo-random bytes at once
///   epmd PORT         a port mapper that knows every node at PORT
///   node COOKIE TAIL  shakes hands as the node that is asked for (its name is what connects to: NAME@HOST in
///                     FAKE_NODE), then TAIL: silent | closes | garbage | half (a packet that ends in its
///                     middle) | huge (says that a packet of 4 GiB follows)
int play_fake_node(std::string_view behaviour, std::string_view argument, std::string_view tail);

}  // namespace slipway::testkit

#pragma once

#include <string>

#include "control/deadline.hpp"
#include "control/node_address.hpp"
#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// How long it may take to reach the node and shake hands: as net_setuptime of OTP (kernel(6)).
inline constexpr std::chrono::seconds kSetupTime{7};

/// How the running system is reached: everything that would make the arguments of a second VM for `rpc` makes
/// the address here (RELEASE_* and [node], remote.vm.args, ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS).
struct NodeClient {
  control::NodeAddress address;
  /// Why only a second VM can reach it ("-proto_dist is inet_tls", where this launcher has no TLS); empty
  /// where we can.
  std::string needs_vm;
};

/// Sets the variables that a command has after env.sh. Throws Error where the system is not distributed
/// (RELEASE_DISTRIBUTION=none), has no cookie, or where a flag is wrong.
NodeClient find_node_client(const Release& release, Environment& environment);

/// Whether RELEASE_DISTRIBUTION leaves the system without distribution.
bool has_no_distribution(const Release& release, Environment& environment);

}  // namespace slipway::launcher

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "erl/launch_plan.hpp"
#include "launcher/emulator_command.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

/// A cookie, and where it came from, for errors.
struct Cookie {
  std::string value;
  std::string source;
};

/// A -setcookie of the arguments counts before RELEASE_COOKIE; it is taken out of them. (-setcookie NODE
/// COOKIE stays: the cookie for one other node can be given in no file, and after the boot it would come too
/// late.) The nodes of rpc and remote read remote.vm.args, but must have the cookie of the node that vm.args
/// starts.
std::optional<Cookie> take_cookie(EmulatorCommand& emulator, const erl::LaunchCommand& command,
                                  const Environment& environment, int erts_major);

/// The cookie that `-setcookie NODE COOKIE` says a client is to show to this node. As for auth of kernel, two
/// of them are none.
std::optional<Cookie> cookie_for_node(const std::vector<std::string>& arguments, const std::string& node);

/// The port of epmd as the VM will see it.
std::string epmd_port(const EmulatorCommand& emulator, const Environment& environment);

}  // namespace slipway::launcher

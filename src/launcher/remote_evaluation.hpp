#pragma once

#include <string_view>

#include "control/io_server.hpp"
#include "control/node_connection.hpp"
#include "erl/term.hpp"

namespace slipway::launcher {

/// Runs a function on the node as `rpc` of Mix's releases does: what it prints appears here, what it reads
/// comes from here, an error is formatted by the node (Kernel.CLI.format_error, or erl_error where there is
/// no Elixir) and goes to standard error. Gives the exit status: 0 where it returned, N for exit({shutdown,
/// N}), 0 for the other normal exits, else 1. `arguments` is a list.
int run_on_node(control::NodeConnection& node, std::string_view module, std::string_view function,
                const erl::Term& arguments);

}  // namespace slipway::launcher

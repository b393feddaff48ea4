#pragma once

#include <string>
#include <string_view>

namespace slipway::launcher {

/// Connects this terminal with that of the node in the background whose pipes lie in `folder`, until CTRL-D
/// (the terminal's end-of-file character) is typed or the node ends: to_erl(1) of the ERTS of that version.
/// Gives the exit status. Throws Error where no such node runs, or where the standard input is no terminal.
int attach(const std::string& folder, std::string_view erts);

}  // namespace slipway::launcher

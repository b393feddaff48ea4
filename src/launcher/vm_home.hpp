#pragma once

#include <string>
#include <vector>

#include "launcher/distribution.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

// What the VM takes for its home (-home) is where it looks for the file of its cookie (auth:read_cookie/0),
// and what System.user_home/0, Path.expand("~/...") and ssh's user_dir go by. By default it is the folder of
// the cookie (cookie.hpp), so that the cookie is in no argument.

/// RELEASE_VM_HOME=1: the VM's home is HOME, and the cookie an argument that `ps` shows, as in releases of
/// Mix.
bool keeps_home(const Environment& environment);

/// Adds -setcookie to the arguments in front of -extra. Throws Error for a cookie that can't be an argument:
/// init(3) takes one that begins with "-" for a flag.
void add_cookie_argument(std::vector<std::string>& arguments, const Cookie& cookie);

/// Where the VM's home is not HOME, IEx would not find ~/.iex.exs: adds --dot-iex behind +iex. Nothing where
/// no IEx is started, another file is named, IEX_HOME says where to look (Elixir 1.17 and later), the working
/// folder has an .iex.exs, which comes first, or HOME has none.
void add_dot_iex(std::vector<std::string>& arguments, const Environment& environment);

}  // namespace slipway::launcher

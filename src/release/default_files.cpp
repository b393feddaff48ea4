#include "release/default_files.hpp"

#include <array>
#include <string_view>

namespace slipway::release {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

const std::string_view kDefaultEnvSh = R"(#!/bin/sh
# Sourced by bin/NAME before every command, with its arguments in $1, $2, ...; RELEASE_COMMAND is the command.
# As long as all lines are comments, no shell is started.

# Load code when it is needed, and not as the system boots:
# export RELEASE_MODE=interactive

# How the node is named: "sname" (within a network that knows short names), "name" (full host name) or "none":
# export RELEASE_DISTRIBUTION=name
# export RELEASE_NODE="$RELEASE_NAME@127.0.0.1"
)";

const std::string_view kDefaultEnvBat = R"(@echo off
rem Called by the launcher before every command, with its arguments in %1, %2, ...; RELEASE_COMMAND is the command.

rem How the node is named: "sname" (within a network that knows short names), "name" (full host name) or "none":
rem set RELEASE_DISTRIBUTION=name
rem set RELEASE_NODE=%RELEASE_NAME%@127.0.0.1
)";

const std::string_view kDefaultVmArgs =
    R"(## Arguments of the Erlang VM, one or several a line: https://www.erlang.org/doc/man/erl.html
## The node's name, its cookie and the mode come from RELEASE_* variables; they are not set here.

## More ports and sockets:
## +Q 65536

## Collect garbage more thoroughly:
## -env ERL_FULLSWEEP_AFTER 10
)";

const std::string_view kRelocatableErl = R"sh(#!/bin/sh
# Starts the emulator of the release that this file stands in.
self=$(readlink -f -- "$0") || self=$0
BINDIR=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P)
ROOTDIR=${ERL_ROOTDIR:-$(dirname -- "$(dirname -- "$BINDIR")")}
EMU=beam
PROGNAME=${0##*/}
export BINDIR ROOTDIR EMU PROGNAME
exec "$BINDIR/erlexec" "$@"
)sh";

std::string elixir_script_for_release(std::string script, const std::string& erts_version) {
  // The code path comes from the boot script; what bin/elixir adds of its own installation goes (1.14, 1.15
  // and later).
  constexpr std::array<std::string_view, 2> kOwnPaths = {
      R"( -pa "$SCRIPT_PATH"/../lib/*/ebin)",
      R"( -elixir_root "$SCRIPT_PATH"/../lib -pa "$SCRIPT_PATH"/../lib/elixir/ebin)"};
  for (const std::string_view own : kOwnPaths) replace_all(script, own, "");
  if (erts_version.empty()) return script;
  replace_all(script, R"(ERTS_BIN="$ERTS_BIN")",
              R"(ERTS_BIN="$SCRIPT_PATH"/../../erts-)" + erts_version + "/bin/");
  return script;
}

}  // namespace slipway::release

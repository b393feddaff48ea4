#pragma once

#include <optional>

#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// `remote`: a shell of the running system in this terminal, without a VM of its own; IEx, or Erlang's where
/// the release has none. The exit status; nothing where the release's own command has to do it, in a VM: with
/// RELEASE_REMOTE_VM=1, or where the system is reached by a protocol that we don't speak.
///
/// Whatever ends the session (end of input, a signal, a connection that breaks), the system goes on.
std::optional<int> run_remote_shell(const Release& release, Environment& environment);

}  // namespace slipway::launcher

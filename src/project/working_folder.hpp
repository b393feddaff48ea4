#pragma once

namespace slipway::project {

/// Throws Error where the current folder's name is not UTF-8. There the Erlang VM never gets as far as to run
/// anything: with a UTF-8 locale its code server fails and the VM waits for ever, and with another one Mix
/// looks for mix.exs in a folder of another name (OTP 25, Elixir 1.14).
void require_working_folder_for_elixir();

}  // namespace slipway::project

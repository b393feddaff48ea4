#pragma once

#include <optional>
#include <string>
#include <vector>

#include "erl/term.hpp"

namespace slipway::project {

/// What the Elixir VM looked at from its start until a call of the task `release` was served:
/// probe/slipway_witness.exs. Paths are absolute, in no order, and may lead through links and "..".
struct Testimony {
  /// Why the same files need not give the same answer: a program ran, the clock was asked, ...
  std::optional<std::string> doubt;
  /// Read, or looked for.
  std::vector<std::string> read;
  /// Folders whose names were listed.
  std::vector<std::string> listed;
  std::vector<std::string> written;
};

/// Reads the probe's answer to {testify}. What is not understood makes it a doubt.
Testimony read_testimony(const erl::Term& answer);

}  // namespace slipway::project

#pragma once

#include <string_view>

#include "control/characters.hpp"
#include "control/connection.hpp"

namespace slipway::control {

/// A descriptor that text of a node goes to. While it takes nothing (a pager that waits, a terminal that was
/// stopped) ticks go out on the connection, so that the node keeps us. Throws SystemError where a write
/// fails.
class TextOutput final : public TextSink {
 public:
  TextOutput(int descriptor, Connection& connection);

  void write(std::string_view utf8) override;

 private:
  int descriptor_;
  Connection& connection_;
  /// What write(2) is given at a time: a pipe or a terminal that poll(2) calls ready takes so much without
  /// waiting.
  std::size_t most_;
};

}  // namespace slipway::control

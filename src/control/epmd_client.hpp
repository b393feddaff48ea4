#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "control/connection.hpp"

namespace slipway::control {

// Erlang's port mapper, which knows the ports of the nodes on its machine (erts user's guide, "Distribution
// Protocol", "EPMD Protocol"). All integers are big-endian.
//
//   request  = length:16, 122 (PORT2_REQ), name without "@host"
//   response = 119 (PORT2_RESP), result:8, [ port:16, type:8, protocol:8, highest:16, lowest:16, ... ]
//
// What stands in brackets comes where the result is 0. highest and lowest are versions of the distribution
// protocol; OTP 25 and later speak version 6. Name and extra data behind them are not read.

inline constexpr std::uint16_t kDistributionVersion = 6;

/// The port of the node `name`, where epmd at the other end of the connection knows it. Throws
/// ConnectionError: kProtocol for other answers.
std::optional<std::uint16_t> ask_epmd(Connection& epmd, std::string_view name);

}  // namespace slipway::control

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::testkit {

/// Stands between a client and a registry on 127.0.0.1:`upstream`, and does what the rules say
/// (fault_rules.hpp), on a port that it prints first. It speaks HTTP/1.1 with one request a connection, and
/// bodies of a known length. Each request is a line of the file `log`, in JSON:
///
///   {"method":"PUT","target":"/v2/...","authorization":false,"body":123,"status":201,"fault":"cut-request"}
///
/// "body" is what of the request's came; "status" is 0 where nothing was answered. Serves until it is ended.
int run_fault_proxy(std::uint16_t upstream, const std::string& log, const std::vector<std::string>& rules);

}  // namespace slipway::testkit

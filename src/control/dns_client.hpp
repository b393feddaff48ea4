#pragma once

#include <optional>
#include <string>

#include "control/address.hpp"
#include "control/deadline.hpp"
#include "control/dns_message.hpp"

namespace slipway::control {

/// One question to one name server: over UDP, and where the answer was truncated once more over TCP (RFC
/// 2181, section 9). Nothing where it does not answer. The addresses of the truncated answer stand where TCP
/// gives none: many firewalls let only UDP through.
std::optional<DnsReply> ask_name_server(const Address& server, const std::string& name, Family family,
                                        Deadline deadline);

}  // namespace slipway::control

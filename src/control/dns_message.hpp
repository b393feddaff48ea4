#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "control/address.hpp"

namespace slipway::control {

// The part of DNS that finds the address of a host (RFC 1035, section 4; RFC 3596 for AAAA), big-endian:
//
//   message  = id:16, flags:16, questions:16, answers:16, authorities:16, additional:16,
//              { question }, { record } ...
//   question = name, type:16, class:16
//   record   = name, type:16, class:16, ttl:32, length:16, data
//   name     = { length:8 (1..63), label }, 0 | { length:8, label }, 11 (2 bits), offset:14
//
// The response bit is the highest of flags, 0x0200 says that the message was truncated, and the lowest four
// bits are the code: 0 found, 3 no such name. Over TCP (section 4.2.2) a message has its length:16 in front.

/// A query over UDP may be answered by so much (section 4.2.1). What does not fit is asked for over TCP.
inline constexpr std::size_t kLargestDnsDatagram = 512;

/// Asks for the addresses of `host`; nothing but an empty text where no such name can exist (an empty label,
/// one of more than 63 characters, more than 253 in all).
std::string dns_query(std::uint16_t id, std::string_view host, Family family);

struct DnsReply {
  /// False where the message is no answer to the query `id`.
  bool is_answer = false;
  /// More than this was there to say.
  bool is_truncated = false;
  std::uint8_t code = 0;
  std::vector<Address> addresses;
};

/// Throws Error, which names `source`, where it is cut short. One that is_truncated may end anywhere: it has
/// what came whole.
DnsReply read_dns_reply(std::string_view message, std::uint16_t id, Family family, std::string_view source);

}  // namespace slipway::control

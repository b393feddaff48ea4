#include "control/dns_message.hpp"

#include <cstring>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"

namespace slipway::control {
namespace {

constexpr std::uint16_t kRecursionDesired = 0x0100;
constexpr std::uint16_t kResponse = 0x8000;
constexpr std::uint16_t kTruncated = 0x0200;
constexpr std::uint16_t kClassInternet = 1;
constexpr std::uint8_t kPointer = 0xC0;
constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestLabel = 63;

std::uint16_t type_of(Family family) { return family == Family::kIPv6 ? 28 : 1; }

/// Names are only read over: the answers to one question are for one name and its aliases.
void skip_name(ByteReader& reader) {
  for (;;) {
    const std::uint8_t length = reader.u8("a name");
    if (length == 0) return;
    if ((length & kPointer) == kPointer) {
      reader.u8("a name");
      return;
    }
    if (length > kLongestLabel) reader.fail("a label has at most 63 characters");
    reader.take(length, "a label");
  }
}

Address address_of(std::string_view data, Family family) {
  if (family == Family::kIPv4) {
    in_addr address{};
    std::memcpy(&address, data.data(), sizeof address);
    return Address::ipv4(address);
  }
  in6_addr address{};
  std::memcpy(&address, data.data(), sizeof address);
  return Address::ipv6(address);
}

void read_records(ByteReader& reader, std::uint16_t questions, std::uint16_t answers, Family family,
                  DnsReply& reply) {
  for (std::uint16_t index = 0; index < questions; ++index) {
    skip_name(reader);
    reader.u32("a question");
  }
  const std::size_t size = family == Family::kIPv6 ? sizeof(in6_addr) : sizeof(in_addr);
  for (std::uint16_t index = 0; index < answers; ++index) {
    skip_name(reader);
    const std::uint16_t type = reader.u16("a type");
    const std::uint16_t in_class = reader.u16("a class");
    reader.u32("a time");
    const std::string_view data = reader.take(reader.u16("a length"), "a record");
    if (type == type_of(family) && in_class == kClassInternet && data.size() == size) {
      reply.addresses.push_back(address_of(data, family));
    }
  }
}

}  // namespace

std::string dns_query(std::uint16_t id, std::string_view host, Family family) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.size() > kLongestName) return {};
  ByteWriter query;
  query.u16(id);
  query.u16(kRecursionDesired);
  query.u16(1);
  query.u16(0);
  query.u32(0);
  while (!host.empty()) {
    const std::string_view label = host.substr(0, host.find('.'));
    if (label.empty() || label.size() > kLongestLabel) return {};
    query.u8(static_cast<std::uint8_t>(label.size()));
    query.bytes(label);
    host.remove_prefix(std::min(label.size() + 1, host.size()));
  }
  query.u8(0);
  query.u16(type_of(family));
  query.u16(kClassInternet);
  return std::move(query).finish();
}

DnsReply read_dns_reply(std::string_view message, std::uint16_t id, Family family, std::string_view source) {
  ByteReader reader(message, source);
  DnsReply reply;
  const std::uint16_t answered = reader.u16("an id");
  const std::uint16_t flags = reader.u16("flags");
  reply.is_answer = answered == id && (flags & kResponse) != 0;
  reply.is_truncated = reply.is_answer && (flags & kTruncated) != 0;
  reply.code = static_cast<std::uint8_t>(flags & 15);
  const std::uint16_t questions = reader.u16("a count");
  const std::uint16_t answers = reader.u16("a count");
  reader.u32("counts");
  if (!reply.is_answer) return reply;
  try {
    read_records(reader, questions, answers, family, reply);
  } catch (const Error&) {
    if (!reply.is_truncated) throw;
  }
  return reply;
}

}  // namespace slipway::control

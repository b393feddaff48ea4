#include "control/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstring>

namespace slipway::control {
namespace {

const sockaddr_in& as_ipv4(const sockaddr_storage& storage) {
  return reinterpret_cast<const sockaddr_in&>(storage);
}
const sockaddr_in6& as_ipv6(const sockaddr_storage& storage) {
  return reinterpret_cast<const sockaddr_in6&>(storage);
}

}  // namespace

Address Address::ipv4(in_addr address) {
  sockaddr_in socket_address{};
  socket_address.sin_family = AF_INET;
  socket_address.sin_addr = address;
  Address result;
  std::memcpy(&result.storage_, &socket_address, sizeof socket_address);
  return result;
}

Address Address::ipv6(in6_addr address, std::uint32_t scope) {
  sockaddr_in6 socket_address{};
  socket_address.sin6_family = AF_INET6;
  socket_address.sin6_addr = address;
  socket_address.sin6_scope_id = scope;
  Address result;
  std::memcpy(&result.storage_, &socket_address, sizeof socket_address);
  return result;
}

Address Address::loopback(Family family) {
  return family == Family::kIPv6 ? ipv6(IN6ADDR_LOOPBACK_INIT) : ipv4({htonl(INADDR_LOOPBACK)});
}

std::optional<Address> Address::parse(std::string_view literal, Family family) {
  const std::string text(literal);
  if (family == Family::kIPv4) {
    in_addr address{};
    if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
    return ipv4(address);
  }
  in6_addr address{};
  if (::inet_pton(AF_INET6, text.c_str(), &address) != 1) return std::nullopt;
  return ipv6(address);
}

Address Address::with_port(std::uint16_t port) const {
  // Both kinds have their port at the same place, but only a copy through memory may say so.
  Address result = *this;
  static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
  const in_port_t in_network_order = htons(port);
  std::memcpy(reinterpret_cast<char*>(&result.storage_) + offsetof(sockaddr_in, sin_port), &in_network_order,
              sizeof in_network_order);
  return result;
}

const sockaddr* Address::socket_address() const { return reinterpret_cast<const sockaddr*>(&storage_); }

socklen_t Address::size() const {
  return family() == Family::kIPv6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (family() == Family::kIPv6) {
    ::inet_ntop(AF_INET6, &as_ipv6(storage_).sin6_addr, buffer.data(), buffer.size());
    return "[" + std::string(buffer.data()) + "]:" + std::to_string(ntohs(as_ipv6(storage_).sin6_port));
  }
  ::inet_ntop(AF_INET, &as_ipv4(storage_).sin_addr, buffer.data(), buffer.size());
  return std::string(buffer.data()) + ":" + std::to_string(ntohs(as_ipv4(storage_).sin_port));
}

}  // namespace slipway::control

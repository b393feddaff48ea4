#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::control {

enum class Family { kIPv4, kIPv6 };

/// An IPv4 or IPv6 address with a port.
class Address {
 public:
  static Address ipv4(in_addr address);
  static Address ipv6(in6_addr address, std::uint32_t scope = 0);
  static Address loopback(Family family);
  /// A literal of this family ("10.0.0.1", "::1"); nothing where the text is none.
  static std::optional<Address> parse(std::string_view literal, Family family);

  Address with_port(std::uint16_t port) const;
  Family family() const { return storage_.ss_family == AF_INET6 ? Family::kIPv6 : Family::kIPv4; }
  const sockaddr* socket_address() const;
  socklen_t size() const;
  /// "127.0.0.1:4369", "[::1]:4369".
  std::string text() const;
  bool operator==(const Address& other) const { return text() == other.text(); }

 private:
  sockaddr_storage storage_{};
};

}  // namespace slipway::control

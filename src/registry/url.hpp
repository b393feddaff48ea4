#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::registry {

/// Where a request goes. Registries send addresses (Location, realm) that decide who gets a password, so what
/// is taken is a narrow part of RFC 3986 that no two readers can understand differently:
///
///   url    = ( "http" | "https" ) "://" host [ ":" port ] [ "/" ... ] [ "?" ... ]      at most kLongestUrl
///   bytes host   = letters, digits, "-", ".", "_"  |  "[" hexadecimal digits, ":", "." "]"
///
/// and otherwise visible ASCII without "\". Names of users are refused, fragments are dropped.
struct Url {
  static constexpr std::size_t kLongestUrl = std::size_t{16} << 10;

  bool is_https = true;
  /// In lower case; an IPv6 address in brackets.
  std::string host = {};
  std::uint16_t port = 443;
  /// Path and query: "/v2/?a=b".
  std::string target = "/";

  /// Throws Error that begins with `source`.
  static Url parse(std::string_view text, std::string_view source);

  /// What `location` names, seen from here (RFC 3986, section 5.2): an address, "//HOST/...", "/...", "?..."
  /// or a path beside this one. Dot segments stay as they are.
  Url resolve(std::string_view location, std::string_view source) const;

  std::string text() const;
  /// "https://ghcr.io", with a port that is not the scheme's own.
  std::string origin() const;
  /// The registry as users write it: "ghcr.io", "localhost:5000".
  std::string authority() const;
  /// This machine: localhost, *.localhost, 127.0.0.0/8 and ::1.
  bool is_loopback() const;

  bool has_origin_of(const Url& other) const {
    return is_https == other.is_https && host == other.host && port == other.port;
  }
  bool operator==(const Url&) const = default;
};

/// As a value in a query (RFC 3986, section 2.1): all but letters, digits and "-._~" as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace slipway::registry

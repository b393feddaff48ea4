#include "registry/url.hpp"

#include <algorithm>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::registry {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;
/// As much of a wrong address as an error shows.
constexpr std::size_t kMostShown = 200;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

[[noreturn]] void refuse(std::string_view text, std::string_view source, std::string_view problem) {
  std::string shown;
  for (const char c : text.substr(0, kMostShown)) shown += c > ' ' && c < '\x7F' ? c : '?';
  throw Error(concat({source, ": \"", shown, "\" ", problem}));
}

bool is_name(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
  });
}

bool is_ipv6(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  host = host.substr(1, host.size() - 2);
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f') || c == ':' || c == '.';
  });
}

/// Whether it begins with "NAME:", as every address with a scheme does.
bool has_scheme(std::string_view text) {
  const std::size_t end = text.find_first_of(":/?#");
  return end != std::string_view::npos && end > 0 && text[end] == ':';
}

}  // namespace

Url Url::parse(std::string_view text, std::string_view source) {
  if (text.size() > kLongestUrl) refuse(text, source, "is too long for an address");
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F' && c != '\\'; })) {
    refuse(text, source, "holds a character that no address has");
  }
  Url url;
  const std::size_t colon = text.find("://");
  std::string scheme(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), lower);
  if (scheme != "http" && scheme != "https") refuse(text, source, "is no http:// or https:// address");
  url.is_https = scheme == "https";
  url.port = url.is_https ? kHttpsPort : kHttpPort;
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t begin_of_target = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, begin_of_target);
  if (begin_of_target != std::string_view::npos) {
    url.target = rest.substr(begin_of_target);
    if (url.target.front() == '?') url.target.insert(0, "/");
  }
  const std::size_t bracket = authority.rfind(']');
  const std::size_t port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (port != std::string_view::npos) {
    const auto number = decimal_number<std::uint16_t>(authority.substr(port + 1));
    if (!number || *number == 0) refuse(text, source, "has no port that is a number up to 65535");
    url.port = *number;
    authority = authority.substr(0, port);
  }
  if (!is_name(authority) && !is_ipv6(authority))
    refuse(text, source, "has no host that is a name or an address");
  url.host = authority;
  std::transform(url.host.begin(), url.host.end(), url.host.begin(), lower);
  return url;
}

Url Url::resolve(std::string_view location, std::string_view source) const {
  if (has_scheme(location)) return parse(location, source);
  const std::string scheme = is_https ? "https:" : "http:";
  if (location.starts_with("//")) return parse(scheme + std::string(location), source);
  if (location.starts_with('/')) return parse(origin() + std::string(location), source);
  const std::string path = target.substr(0, target.find('?'));
  if (location.starts_with('?')) return parse(concat({origin(), path, location}), source);
  return parse(concat({origin(), path.substr(0, path.rfind('/') + 1), location}), source);
}

std::string Url::authority() const {
  const bool is_usual = port == (is_https ? kHttpsPort : kHttpPort);
  return is_usual ? host : concat({host, ":", std::to_string(port)});
}

std::string Url::origin() const { return concat({is_https ? "https://" : "http://", authority()}); }

std::string Url::text() const { return origin() + target; }

bool Url::is_loopback() const {
  const bool is_ipv4 = host.starts_with("127.") && std::all_of(host.begin(), host.end(), [](char c) {
                         return c == '.' || (c >= '0' && c <= '9');
                       });
  return is_ipv4 || host == "localhost" || host.ends_with(".localhost") || host == "[::1]";
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_letter_or_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += "%";
      for (const char digit : hexadecimal({&c, 1})) {
        encoded += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
      }
    }
  }
  return encoded;
}

}  // namespace slipway::registry

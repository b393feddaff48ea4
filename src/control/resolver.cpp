#include "control/resolver.hpp"

#include <net/if.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "control/dns_client.hpp"
#include "control/failure.hpp"

namespace slipway::control {
namespace {

constexpr std::uint16_t kDnsPort = 53;
/// As MAXNS and MAXDNSRCH of resolv.conf(5).
constexpr std::size_t kMostServers = 3;
constexpr std::size_t kMostSearch = 6;
constexpr int kRounds = 2;
constexpr std::chrono::milliseconds kPatience{1500};
constexpr std::size_t kLargestFileHere = std::size_t{4} << 20;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lower;
}

/// Calls `use` with the words of each line up to a comment.
template <typename Use>
void each_line(std::string_view text, std::string_view comments, Use use) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = line.substr(0, line.find_first_of(comments));
    std::vector<std::string_view> words;
    while (!line.empty()) {
      const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
      line.remove_prefix(begin);
      const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
      if (!word.empty()) words.push_back(word);
      line.remove_prefix(word.size());
    }
    if (!words.empty()) use(words);
  }
}

/// "fe80::1%eth0": a link-local address with the link that it holds on, by name or number.
std::optional<Address> scoped_address(std::string_view literal) {
  const std::size_t percent = literal.find('%');
  if (percent == std::string_view::npos) return std::nullopt;
  const std::optional<Address> address = Address::parse(literal.substr(0, percent), Family::kIPv6);
  if (!address) return std::nullopt;
  const std::string link(literal.substr(percent + 1));
  std::uint32_t scope = ::if_nametoindex(link.c_str());
  if (scope == 0) {
    const auto [end, error] = std::from_chars(link.data(), link.data() + link.size(), scope);
    if (error != std::errc() || end != link.data() + link.size() || scope == 0) return std::nullopt;
  }
  sockaddr_in6 bare{};
  std::memcpy(&bare, address->socket_address(), sizeof bare);
  return Address::ipv6(bare.sin6_addr, scope);
}

std::optional<Address> server_address(std::string_view literal) {
  if (const auto ipv4 = Address::parse(literal, Family::kIPv4)) return ipv4->with_port(kDnsPort);
  if (const auto ipv6 = Address::parse(literal, Family::kIPv6)) return ipv6->with_port(kDnsPort);
  if (const auto scoped = scoped_address(literal)) return scoped->with_port(kDnsPort);
  return std::nullopt;
}

/// What the first server that answers says; nothing where none does.
std::optional<std::vector<Address>> ask_name(const ResolverSettings& settings, const std::string& name,
                                             Family family, Deadline deadline) {
  constexpr std::uint8_t kNoSuchName = 3;
  for (int round = 0; round < kRounds; ++round) {
    for (const Address& server : settings.servers) {
      const std::optional<DnsReply> reply =
          ask_name_server(server, name, family, deadline.or_earlier(Deadline::after(kPatience)));
      if (reply && (reply->code == 0 || reply->code == kNoSuchName)) return reply->addresses;
      if (deadline.has_passed()) return std::nullopt;
    }
  }
  return std::nullopt;
}

void append_new(std::vector<Address>& addresses, const std::vector<Address>& more) {
  for (const Address& address : more) {
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      addresses.push_back(address);
  }
}

[[noreturn]] void fail_without_answer(const std::string& host, const ResolverSettings& settings) {
  std::string servers;
  for (const Address& server : settings.servers) servers += (servers.empty() ? "" : ", ") + server.text();
  throw ConnectionError(Failure::kNoHost,
                        "the host \"" + host +
                            "\" was not found: it is not in /etc/hosts, and no name server of "
                            "/etc/resolv.conf gave an answer (" +
                            servers + ")");
}

std::string read_small_file(const char* path) {
  try {
    return read_file_if_exists(path, kLargestFileHere).value_or("");
  } catch (const Error&) {
    return {};  // one that can't be read names no hosts
  }
}

}  // namespace

std::string our_host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) throw SystemError(errno, "gethostname");
  return name.data();
}

bool is_our_host(std::string_view host, std::string_view our_name) {
  const std::string wanted = lower_case(host);
  const std::string ours = lower_case(our_name);
  return wanted == "localhost" ||
         (!wanted.empty() && (wanted == ours || wanted == ours.substr(0, ours.find('.'))));
}

std::vector<Address> addresses_in_hosts(std::string_view hosts_file, std::string_view host, Family family) {
  const std::string wanted = lower_case(host);
  std::vector<Address> found;
  each_line(hosts_file, "#", [&](const std::vector<std::string_view>& words) {
    const std::optional<Address> address = Address::parse(words.front(), family);
    if (!address) return;
    const bool names_it = std::any_of(words.begin() + 1, words.end(),
                                      [&](std::string_view name) { return lower_case(name) == wanted; });
    if (names_it) append_new(found, {*address});
  });
  return found;
}

ResolverSettings read_resolver_settings(std::string_view resolv_conf) {
  ResolverSettings settings;
  each_line(resolv_conf, "#;", [&](const std::vector<std::string_view>& words) {
    if (words.size() < 2) return;
    if (words[0] == "nameserver") {
      const std::optional<Address> server = server_address(words[1]);
      if (server && settings.servers.size() < kMostServers) settings.servers.push_back(*server);
    } else if (words[0] == "search" || words[0] == "domain") {
      settings.search.assign(words.begin() + 1, words.end());
      if (settings.search.size() > kMostSearch) settings.search.resize(kMostSearch);
    } else if (words[0] == "options") {
      for (const std::string_view option : words) {
        if (!option.starts_with("ndots:")) continue;
        std::from_chars(option.data() + 6, option.data() + option.size(), settings.dots);
      }
    }
  });
  // As glibc: a server on this machine where none is named.
  if (settings.servers.empty())
    settings.servers.push_back(Address::loopback(Family::kIPv4).with_port(kDnsPort));
  return settings;
}

std::vector<std::string> names_to_ask(const std::string& host, const ResolverSettings& settings) {
  if (host.ends_with('.')) return {host};
  std::vector<std::string> names;
  for (const std::string& domain : settings.search) names.push_back(host + "." + domain);
  const auto dots = static_cast<std::size_t>(std::count(host.begin(), host.end(), '.'));
  names.insert(dots >= settings.dots ? names.begin() : names.end(), host);
  return names;
}

std::vector<Address> resolve(const std::string& host, Family family, Deadline deadline) {
  if (const std::optional<Address> literal = Address::parse(host, family)) return {*literal};
  std::vector<Address> addresses;
  const bool is_ours = is_our_host(host, our_host_name());
  if (is_ours) addresses.push_back(Address::loopback(family));
  append_new(addresses, addresses_in_hosts(read_small_file("/etc/hosts"), host, family));
  if (!addresses.empty()) return addresses;
  const ResolverSettings settings = read_resolver_settings(read_small_file("/etc/resolv.conf"));
  bool has_answer = false;
  for (const std::string& name : names_to_ask(host, settings)) {
    const std::optional<std::vector<Address>> found = ask_name(settings, name, family, deadline);
    if (found && !found->empty()) return *found;
    has_answer = has_answer || found;
    if (deadline.has_passed()) break;
  }
  if (!has_answer) fail_without_answer(host, settings);
  throw ConnectionError(Failure::kNoHost,
                        "the host \"" + host + "\" has no " + (family == Family::kIPv6 ? "IPv6" : "IPv4") +
                            " address: it is neither in /etc/hosts nor known to the name servers");
}

}  // namespace slipway::control

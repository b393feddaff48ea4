#include "launcher/expansion.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <optional>

#include "base/error.hpp"

namespace slipway::launcher {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

class Expander {
 public:
  Expander(std::string_view value, std::string_view setting, const Environment& environment,
           const HostFacts& host)
      : value_(value), setting_(setting), environment_(environment), host_(host) {}

  std::string expand() {
    std::string text;
    for (;;) {
      const std::size_t dollar = std::min(value_.find('$', at_), value_.size());
      text += value_.substr(at_, dollar - at_);
      if (dollar == value_.size()) return text;
      at_ = dollar + 1;
      const char next = at_ < value_.size() ? value_[at_] : '\0';
      ++at_;
      if (next == '$') {
        text += '$';
      } else if (next == '{') {
        text += reference(dollar);
      } else {
        fail("\"$\" at offset " + std::to_string(dollar) +
             " begins neither ${NAME} nor $$, which is a dollar");
      }
    }
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(std::string(setting_) + " of slipway.toml is \"" + std::string(value_) + "\": " + problem);
  }

  /// The value of "${...}"; at_ stands behind the brace.
  std::string reference(std::size_t dollar) {
    const std::size_t end = value_.find('}', at_);
    if (end == std::string_view::npos) fail("\"${\" at offset " + std::to_string(dollar) + " has no \"}\"");
    const std::string_view inside = value_.substr(at_, end - at_);
    at_ = end + 1;
    const std::size_t separator = inside.find(":-");
    const std::string_view name = inside.substr(0, separator);
    if (!is_name(name)) {
      fail("\"${" + std::string(inside) + "}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}");
    }
    std::optional<std::string_view> fallback;
    if (separator != std::string_view::npos) fallback = inside.substr(separator + 2);
    if (fallback && fallback->find("${") != std::string_view::npos) {
      fail("the default of ${" + std::string(name) + "} holds another \"${\"");
    }
    return variable(std::string(name), fallback);
  }

  std::string variable(const std::string& name, std::optional<std::string_view> fallback) const {
    const std::optional<std::string_view> value = environment_.get(name);
    if (value && !value->empty()) return std::string(*value);
    std::string fact;
    if (name == "IP") fact = host_.address();
    if (name == "HOSTNAME") fact = host_.name();
    if (!fact.empty()) return fact;
    if (fallback) return std::string(*fallback);
    if (name == "IP")
      fail("no variable IP is set, and no interface that is up has an IPv4 address but the loopback");
    if (!value) fail("the variable " + name + " is not set; set it, or write ${" + name + ":-DEFAULT}");
    return "";
  }

  std::string_view value_;
  std::string_view setting_;
  const Environment& environment_;
  const HostFacts& host_;
  std::size_t at_ = 0;
};

std::string first_address() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) throw SystemError(errno, "list the addresses of this host for ${IP}");
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> interfaces(first, &::freeifaddrs);
  for (const ifaddrs* interface = first; interface != nullptr; interface = interface->ifa_next) {
    if (interface->ifa_addr == nullptr || interface->ifa_addr->sa_family != AF_INET) continue;
    if ((interface->ifa_flags & IFF_UP) == 0 || (interface->ifa_flags & IFF_LOOPBACK) != 0) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* address = reinterpret_cast<const sockaddr_in*>(interface->ifa_addr);
    if (::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()) != nullptr) return text.data();
  }
  return "";
}

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

}  // namespace

HostFacts facts_of_this_host() { return {first_address, host_name}; }

std::string expand(std::string_view value, std::string_view setting, const Environment& environment,
                   const HostFacts& host) {
  return Expander(value, setting, environment, host).expand();
}

}  // namespace slipway::launcher

#include "launcher/vm_home.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "base/error.hpp"
#include "launcher/cookie.hpp"

namespace slipway::launcher {
namespace {

constexpr const char* kDotIex = ".iex.exs";

bool can_be_read(const std::string& path) { return ::access(path.c_str(), R_OK) == 0; }

}  // namespace

bool keeps_home(const Environment& environment) { return environment.value_or("RELEASE_VM_HOME", "") == "1"; }

void add_cookie_argument(std::vector<std::string>& arguments, const Cookie& cookie) {
  check_cookie(cookie.value, cookie.source);
  if (cookie.value.starts_with('-')) {
    throw Error(
        "the cookie of " + cookie.source +
        " begins with \"-\", and with RELEASE_VM_HOME=1 it is an argument of the VM, which takes it for a "
        "flag; use another cookie, or remove RELEASE_VM_HOME");
  }
  const auto extra = std::find(arguments.begin(), arguments.end(), "-extra");
  arguments.insert(extra, {"-setcookie", cookie.value});
}

void add_dot_iex(std::vector<std::string>& arguments, const Environment& environment) {
  const auto extra = std::find(arguments.begin(), arguments.end(), "-extra");
  const auto shell = std::find(extra, arguments.end(), "+iex");
  if (shell == arguments.end() || std::find(shell, arguments.end(), "--dot-iex") != arguments.end()) return;
  if (environment.is_set("IEX_HOME") || !environment.is_set("HOME") || can_be_read(kDotIex)) return;
  const std::string path = environment.value_or("HOME", "") + "/" + kDotIex;
  if (can_be_read(path)) arguments.insert(shell + 1, {"--dot-iex", path});
}

}  // namespace slipway::launcher

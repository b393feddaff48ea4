#include "launcher/settings.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/cookie.hpp"
#include "launcher/expansion.hpp"
#include "launcher/random.hpp"
#include "launcher/words.hpp"

namespace slipway::launcher {
namespace {

/// A cookie has up to 255 characters; whoever names another file by mistake should not wait for it.
constexpr std::size_t kLargestCookieFile = 4096;
constexpr std::string_view kRuntimeConfigMark = "RUNTIME_CONFIG=true";

/// The content of releases/COOKIE as a shell's $(cat) gives it: without line ends behind it.
std::string cookie_of_release(const Release& release) {
  const std::string path = release.root + "/releases/COOKIE";
  std::string cookie;
  try {
    cookie = read_file_if_exists(path).value_or("");
  } catch (const SystemError& error) {
    if (error.error_number() != EACCES) throw;
    throw Error(error.message() +
                "; set RELEASE_COOKIE, or give the release to this user (in a Dockerfile: COPY --chown)");
  }
  cookie.erase(cookie.find_last_not_of('\n') + 1);
  return cookie;
}

/// The content of RELEASE_COOKIE_FILE, as editors and `kubectl create secret` leave it: with or without one
/// line end.
std::string cookie_of_file(const std::string& path) {
  const std::string source = "RELEASE_COOKIE_FILE (" + path + ")";
  std::string cookie;
  with_context("could not read the cookie of RELEASE_COOKIE_FILE; give the file to the user of the system (" +
                   std::to_string(::geteuid()) + "), or set RELEASE_COOKIE instead",
               [&] { cookie = read_file(path, kLargestCookieFile); });
  if (cookie.ends_with('\n')) cookie.pop_back();
  check_cookie(cookie, source);
  return cookie;
}

std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::string text(14, '\0');
  std::strftime(text.data(), text.size() + 1, "%Y%m%d%H%M%S", &utc);
  return text;
}

constexpr std::string_view kProfileMode = "profile";

/// RELEASE_MODE and RELEASE_BOOT_SCRIPT of a release with a profile. They keep their meaning where they are
/// set: with embedded all modules are loaded, with interactive those of the first processes.
void set_profile_variables(Environment& environment, const Release& release) {
  const std::optional<std::string>& script = release.plan.profile_boot_script;
  const std::string mode = environment.value_or("RELEASE_MODE", "");
  if (mode == kProfileMode && !script) {
    throw Error(
        "RELEASE_MODE is profile, and this release was assembled without a profile; set it to embedded or "
        "interactive, or assemble with [boot] profile in slipway.toml");
  }
  const bool says_nothing = mode.empty() && !environment.is_set("RELEASE_BOOT_SCRIPT");
  if (!script || (mode != kProfileMode && !says_nothing)) return;
  environment.set("RELEASE_MODE", "interactive");
  environment.set_default("RELEASE_BOOT_SCRIPT", *script);
}

}  // namespace

void set_first_variables(Environment& environment, const Release& release, std::string_view command,
                         std::string_view called) {
  environment.set("RELEASE_ROOT", release.root);
  environment.set_default("RELEASE_NAME", release.plan.name);
  environment.set("RELEASE_VSN", release.version);
  environment.set("RELEASE_COMMAND", command);
  environment.set_default("RELEASE_PROG", last_component(called));
}

void set_project_variables(Environment& environment, const Release& release) {
  const Environment given = environment;
  for (const auto& [name, value] : release.plan.environment) {
    if (given.get(name)) continue;
    environment.set(name, expand(value, "[env] " + name, given, facts_of_this_host()));
  }
}

void set_node_variables(Environment& environment, const Release& release, bool needs_name) {
  const erl::LaunchNode& node = release.plan.node;
  if (node.distribution) environment.set_default("RELEASE_DISTRIBUTION", *node.distribution);
  if (!node.name || !needs_name || environment.is_set("RELEASE_NODE")) return;
  const std::string name = expand(*node.name, "[node] name", environment, facts_of_this_host());
  if (name.empty())
    throw Error("[node] name of slipway.toml is \"" + *node.name + "\": nothing is left of it");
  environment.set("RELEASE_NODE", name);
}

void set_default_variables(Environment& environment, const Release& release) {
  if (!environment.is_set("RELEASE_COOKIE")) {
    const std::string file = environment.value_or("RELEASE_COOKIE_FILE", "");
    const std::string cookie = file.empty() ? cookie_of_release(release) : cookie_of_file(file);
    if (!cookie.empty()) environment.set("RELEASE_COOKIE", cookie);
  }
  set_profile_variables(environment, release);
  environment.set_default("RELEASE_MODE", "embedded");
  environment.set_default("RELEASE_NODE", environment.value_or("RELEASE_NAME", release.plan.name));
  environment.set_default("RELEASE_TMP", release.root + "/tmp");
  environment.set_default("RELEASE_VM_ARGS", release.version_dir + "/vm.args");
  environment.set_default("RELEASE_REMOTE_VM_ARGS", release.version_dir + "/remote.vm.args");
  environment.set_default("RELEASE_DISTRIBUTION", "sname");
  environment.set_default("RELEASE_BOOT_SCRIPT", "start");
  environment.set_default("RELEASE_BOOT_SCRIPT_CLEAN", "start_clean");
}

void set_system_configuration(Environment& environment, const Release& release) {
  const std::string configured = environment.value_or("RELEASE_SYS_CONFIG", release.version_dir + "/sys");
  environment.set("RELEASE_SYS_CONFIG", configured);
  // A missing file is left to the VM, which also takes the name with its extension.
  const std::optional<std::string> text = read_file_if_exists(configured + ".config");
  if (!text || text->find(kRuntimeConfigMark) == std::string::npos) return;

  const std::string folder = environment.value_or("RELEASE_TMP", "");
  const std::string copy = folder + "/" + environment.value_or("RELEASE_NAME", "") + "-" +
                           environment.value_or("RELEASE_VSN", "") + "-" + timestamp() + "-" + random_hex(4) +
                           ".runtime";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  with_context(
      "could not write the configuration of this start; set RELEASE_TMP to a folder that can be written",
      [&] { create_file(copy + ".config", *text, S_IRUSR | S_IWUSR); });
  environment.set("RELEASE_SYS_CONFIG", copy);
}

std::vector<std::string> distribution_words(const Environment& environment, const erl::LaunchNode& settings,
                                            const std::string& node, NodeRole role) {
  const std::string distribution = environment.value_or("RELEASE_DISTRIBUTION", "");
  if (distribution == "none") return {};
  if (distribution != "sname" && distribution != "name") {
    throw Error("RELEASE_DISTRIBUTION is \"" + distribution + "\"; it can be sname, name or none");
  }
  // OTP ends the VM for it with pages of reports (create_hostpart of net_kernel). A client may reach a system
  // that was started with other variables.
  const std::size_t at = node.find('@');
  if (role == NodeRole::kSystem && distribution == "sname" && at != std::string::npos &&
      node.find('.', at) != std::string::npos) {
    throw Error(
        "the node's name " + node +
        " has a dot behind its @, and RELEASE_DISTRIBUTION=sname is for short names, which have none; "
        "set RELEASE_DISTRIBUTION=name, or distribution = \"name\" in [node] of slipway.toml");
  }
  std::vector<std::string> words = {"-" + distribution, node};
  if (settings.port) {
    words.insert(words.end(), {"-start_epmd", "false", "-erl_epmd_port", std::to_string(*settings.port)});
    if (role == NodeRole::kClient) words.insert(words.end(), {"-dist_listen", "false"});
  }
  return words;
}

}  // namespace slipway::launcher

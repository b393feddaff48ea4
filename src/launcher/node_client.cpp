#include "launcher/node_client.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "control/resolver.hpp"
#include "launcher/command_words.hpp"
#include "launcher/cookie.hpp"
#include "launcher/distribution.hpp"
#include "launcher/emulator_command.hpp"
#include "launcher/epmd.hpp"
#include "launcher/erl_arguments.hpp"
#include "launcher/made_cookie.hpp"
#include "launcher/settings.hpp"
#include "launcher/system_erlang.hpp"
#include "launcher/tls.hpp"
#include "launcher/tls_options.hpp"

namespace slipway::launcher {
namespace {

constexpr std::string_view kClientCommand = "rpc";

/// RELEASE_NODE with a host: one without has ours, as the node itself has it.
std::string whole_name(const Environment& environment) {
  std::string name = environment.value_or("RELEASE_NODE", "");
  if (name.find('@') != std::string::npos) return name;
  const std::string host = control::our_host_name();
  const bool is_short = environment.value_or("RELEASE_DISTRIBUTION", "") != "name";
  return name + "@" + (is_short ? host.substr(0, host.find('.')) : host);
}

/// The port that is known without epmd: -erl_epmd_port, or, where no epmd is started, the variable that relx
/// has for it.
std::optional<std::uint16_t> known_port(EmulatorCommand& emulator, const Environment& environment) {
  if (const std::optional<std::string> port = take_flag(emulator.arguments, "-erl_epmd_port")) {
    return port_number(*port, "-erl_epmd_port");
  }
  if (!emulator.starts_epmd && environment.is_set("ERL_DIST_PORT")) {
    return port_number(environment.value_or("ERL_DIST_PORT", ""), "ERL_DIST_PORT");
  }
  return std::nullopt;
}

void set_up_tls(NodeClient& client, TlsOptions options) {
  if (!options.not_ours.empty()) {
    client.needs_vm = "only ssl itself can honour its option " + options.not_ours;
    return;
  }
  client.address.secure = [options = std::move(options)](std::unique_ptr<control::Stream> stream,
                                                         const std::string& host,
                                                         control::Deadline deadline) {
    return secure(std::move(stream), options, host, deadline);
  };
}

const erl::LaunchCommand& client_command(const Release& release) {
  const erl::LaunchCommand* command = release.plan.find(kClientCommand);
  if (command != nullptr) return *command;
  throw Error("the launch plan of this release has no command \"rpc\", which says how the system is reached");
}

}  // namespace

bool has_no_distribution(const Release& release, Environment& environment) {
  set_node_variables(environment, release, true);
  set_default_variables(environment, release);
  return environment.value_or("RELEASE_DISTRIBUTION", "") == "none";
}

NodeClient find_node_client(const Release& release, Environment& environment) {
  if (has_no_distribution(release, environment)) {
    throw Error(
        "the running system is reached through Erlang's distribution, and RELEASE_DISTRIBUTION is none; "
        "start "
        "the system and this command with sname or name");
  }
  const erl::LaunchCommand& command = client_command(release);
  const int erts_major = major_version(release.plan.erts);
  const ErlArguments arguments = gather_erl_arguments(command_words(command, {}, release, environment),
                                                      "the command \"rpc\"", environment, erts_major);
  EmulatorCommand emulator = read_emulator_command(arguments, erts_major);
  NodeClient client;
  client.address.name = whole_name(environment);
  if (environment.value_or("RELEASE_NODE", "").find('@') == std::string::npos) {
    client.address.host = control::NodeHost::kGuessed;
  }
  client.address.port = known_port(emulator, environment);
  client.address.epmd_port = port_number(epmd_port(emulator, environment), kSourceOfEpmdPort);

  std::optional<Cookie> cookie = take_cookie(emulator, command, environment, erts_major);
  if (std::optional<Cookie> of_node = cookie_for_node(emulator.arguments, client.address.name)) {
    cookie = std::move(of_node);
  }
  if (!cookie) cookie = cookie_of_running_system(release, environment);
  check_cookie(cookie->value, cookie->source);
  client.address.cookie = cookie->value;

  const std::string protocol = take_flag(emulator.arguments, "-proto_dist").value_or("inet_tcp");
  const bool is_tls = protocol == "inet_tls" || protocol == "inet6_tls";
  client.address.family = protocol.starts_with("inet6_") ? control::Family::kIPv6 : control::Family::kIPv4;
  if (is_tls && has_tls()) {
    set_up_tls(client, read_tls_options(emulator.arguments, erts_major));
  } else if (protocol != "inet_tcp" && protocol != "inet6_tcp") {
    client.needs_vm = "-proto_dist is " + protocol;
  }
  return client;
}

}  // namespace slipway::launcher

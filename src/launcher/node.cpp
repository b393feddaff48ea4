#include "launcher/node.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/error.hpp"
#include "launcher/cookie.hpp"
#include "launcher/crash_dump.hpp"
#include "launcher/daemon.hpp"
#include "launcher/distribution.hpp"
#include "launcher/emulator.hpp"
#include "launcher/emulator_command.hpp"
#include "launcher/env_script.hpp"
#include "launcher/epmd.hpp"
#include "launcher/erl_arguments.hpp"
#include "launcher/file_limit.hpp"
#include "launcher/made_cookie.hpp"
#include "launcher/output.hpp"
#include "launcher/settings.hpp"
#include "launcher/system_erlang.hpp"
#include "launcher/vm_home.hpp"

namespace slipway::launcher {
namespace {

using erl::LaunchWord;
using Words = std::vector<std::string>;

/// Where the emulator is: in the release, or, with include_erts: false, where `erl` in PATH says.
Installation installation_of(const Release& release, const Environment& environment, bool warns) {
  if (release.plan.includes_erts) {
    return {environment.value_or("ERL_ROOTDIR", release.root), release.erts_bin(), "erl",
            major_version(release.plan.erts)};
  }
  const SystemErlang erlang = find_system_erlang(environment);
  const std::string warning = check_erts(erlang, release.plan.erts);
  if (warns && !warning.empty()) print(STDERR_FILENO, "WARNING: " + warning + "\n");
  const std::string erts = erlang.erts.empty() ? release.plan.erts : erlang.erts;
  const std::string bindir =
      erlang.bindir.empty() ? erlang.root + "/erts-" + release.plan.erts + "/bin" : erlang.bindir;
  return {erlang.root, bindir, "erl", major_version(erts)};
}

bool has_to_do_with_the_node(const erl::LaunchCommand& command) {
  const auto words = {LaunchWord::kDistribution, LaunchWord::kRpcClient, LaunchWord::kRemoteClient,
                      LaunchWord::kNode};
  return std::any_of(words.begin(), words.end(), [&](LaunchWord word) { return uses(command, word); });
}

std::string joined(const Words& problems) {
  std::string text;
  for (const std::string& problem : problems) text += (text.empty() ? "" : "; ") + problem;
  return text;
}

constexpr const char* kSharedMemory = "/dev/shm";

/// Where the cookie's folder may be, best first. The system's node keeps its files in RELEASE_TMP: shared
/// memory can be emptied as its user logs out. A command that ends soon leaves nothing on a disk: `RUN
/// bin/app eval` in a Dockerfile would put the cookie into an image's layer.
Words cookie_parents(const erl::LaunchCommand& command, const Environment& environment) {
  const bool is_the_system = uses(command, LaunchWord::kDistribution);
  Words parents;
  if (!is_the_system) parents.emplace_back(kSharedMemory);
  for (const char* variable : {"RELEASE_TMP", "TMPDIR"}) {
    if (!environment.is_set(variable)) continue;
    const std::filesystem::path folder = std::filesystem::absolute(environment.value_or(variable, ""));
    std::error_code refused;  // the next folder is tried then
    if (parents.empty()) std::filesystem::create_directories(folder, refused);
    parents.push_back(folder.string());
  }
  parents.emplace_back("/tmp");
  if (is_the_system) parents.emplace_back(kSharedMemory);
  return parents;
}

/// The cookie where nobody gave one: the system makes it, and the nodes of other commands look for it. The
/// node's own programs see it as they would see a given one.
std::optional<Cookie> cookie_of_this_container(const erl::LaunchCommand& command,
                                               const EmulatorCommand& emulator, const Release& release,
                                               Environment& environment) {
  if (!emulator.is_distributed) return std::nullopt;
  if (!uses(command, LaunchWord::kDistribution)) return cookie_of_running_system(release, environment);
  Cookie cookie = made_cookie(release, environment);
  environment.set("RELEASE_COOKIE", cookie.value);
  const std::string remark = remark_on_made_cookie(release, environment);
  if (!remark.empty()) print(STDERR_FILENO, "WARNING: " + remark + "\n");
  return cookie;
}

/// How the node gets its cookie: by a folder for it, or else as an argument. No folder where there is no
/// cookie, and where none can be made and the node does without because it is not distributed.
std::optional<CookieHome> hand_cookie_over(const std::optional<Cookie>& cookie,
                                           const erl::LaunchCommand& command, EmulatorCommand& emulator,
                                           const Environment& environment) {
  if (!cookie) return std::nullopt;
  if (keeps_home(environment)) {
    add_cookie_argument(emulator.arguments, *cookie);
    return std::nullopt;
  }
  check_cookie(cookie->value, cookie->source);
  Words problems;
  std::optional<CookieHome> home =
      make_cookie_home(cookie_parents(command, environment), cookie->value, problems);
  if (!home && emulator.is_distributed) {
    throw Error(
        "there is no folder for the node's cookie; set RELEASE_TMP to a folder that can be written (" +
        joined(problems) + ")");
  }
  // With two of them the VM would look for the cookie elsewhere.
  if (home) {
    take_flag(emulator.arguments, "-home");
    add_dot_iex(emulator.arguments, environment);
  }
  return home;
}

/// heart(3) starts a node that died again by HEART_COMMAND, through system(3): it needs a shell. Where the
/// user gave none, it is the command that started the node. Other commands of a release have nothing to start
/// again, but vm.args (eval) and HEART_COMMAND (programs that the node starts) in common with the system.
void set_heart_command(EmulatorCommand& emulator, const erl::LaunchCommand& command,
                       const std::string& configuration, const Words& called_with, Environment& environment) {
  const auto extra = std::find(emulator.arguments.begin(), emulator.arguments.end(), "-extra");
  const auto heart = std::find(emulator.arguments.begin(), extra, "-heart");
  if (heart == extra) return;
  if (!uses(command, LaunchWord::kDistribution)) {
    emulator.arguments.erase(std::remove(heart, extra, "-heart"), extra);
    return;
  }
  if (environment.is_set("HEART_COMMAND")) return;
  // The configuration of this start may be a copy that config providers have changed, or removed.
  std::string text = "RELEASE_SYS_CONFIG=" + shell_quoted(configuration) + " exec";
  for (const std::string& word : called_with) text += " " + shell_quoted(word);
  environment.set("HEART_COMMAND", text);
}

bool exits_after_printing(EmulatorAction action) {
  return action != EmulatorAction::kRun && action != EmulatorAction::kPrintAndRun;
}

/// Prints what -emu_args and its relatives ask for.
void print_arguments(const EmulatorCommand& emulator, const std::string& program, const Words& arguments) {
  std::string text;
  const auto append_from = [&](std::size_t first, std::string_view before, std::string_view after) {
    for (std::size_t index = first; index < arguments.size(); ++index) {
      text.append(before).append(arguments[index]).append(after);
    }
  };
  switch (emulator.action) {
    case EmulatorAction::kRun:
      break;
    case EmulatorAction::kPrintName:
      text = emulator.program + "\n";
      break;
    case EmulatorAction::kPrintArguments:
      append_from(1, "", "\n");
      break;
    case EmulatorAction::kPrintCommand:
      text = "\"" + program + "\" ";
      append_from(1, "\"", "\" ");
      text += "\n";
      break;
    case EmulatorAction::kPrintAndRun:
      text = "Executing: " + program;
      append_from(0, " ", "");
      text += "\n\n";
      break;
  }
  print(STDOUT_FILENO, text);
}

void check_client(const erl::LaunchCommand& command, const EmulatorCommand& emulator,
                  const Environment& environment) {
  const bool is_client = uses(command, LaunchWord::kRpcClient) || uses(command, LaunchWord::kRemoteClient);
  if (is_client && !emulator.is_distributed) {
    throw Error("\"" + command.name + "\" reaches the running system through Erlang's distribution, and " +
                "RELEASE_DISTRIBUTION is " + environment.value_or("RELEASE_DISTRIBUTION", "none") +
                "; start the system and this command with sname or name");
  }
}

/// The emulator's arguments with the name of the program in front.
Words full_arguments(const EmulatorCommand& emulator, const Installation& installation,
                     const std::optional<CookieHome>& home, const Environment& environment) {
  std::optional<std::string_view> home_path = environment.get("HOME");
  if (home) home_path = home->path;
  Words arguments = emulator_arguments(emulator, installation, home_path, environment.get("ERL_EPMD_PORT"));
  const std::string program = installation.bindir + "/" + emulator.program;
  arguments.insert(arguments.begin(), std::string(environment.get("ESCRIPT_NAME").value_or(program)));
  return arguments;
}

}  // namespace

void set_start_variables(const erl::LaunchCommand& command, const Release& release,
                         Environment& environment) {
  set_node_variables(environment, release, has_to_do_with_the_node(command));
  set_default_variables(environment, release);
}

int start_node(const erl::LaunchCommand& command, const CommandInput& input, const Release& release,
               Environment& environment, Place place, const Words& called_with) {
  const std::string callers_configuration = environment.value_or("RELEASE_SYS_CONFIG", "");
  // Everything that this start depends on stands in the environment from here on.
  set_start_variables(command, release, environment);
  if (uses(command, LaunchWord::kConfig)) set_system_configuration(environment, release);

  // The words of the command become the arguments of erl, and those what the emulator is asked for.
  const Installation installation =
      installation_of(release, environment, uses(command, LaunchWord::kDistribution));
  const ErlArguments erl =
      gather_erl_arguments(command_words(command, input, release, environment),
                           "the command \"" + command.name + "\"", environment, installation.erts_major);
  EmulatorCommand emulator = read_emulator_command(erl, installation.erts_major);
  const std::string program = installation.bindir + "/" + emulator.program;
  check_client(command, emulator, environment);
  set_heart_command(emulator, command, callers_configuration, called_with, environment);

  // The cookie is in no argument from here on, until it is handed over.
  std::optional<Cookie> cookie = take_cookie(emulator, command, environment, installation.erts_major);
  if (exits_after_printing(emulator.action)) {
    print_arguments(emulator, program, full_arguments(emulator, installation, std::nullopt, environment));
    return 0;
  }
  check_emulator(program);
  if (!cookie) cookie = cookie_of_this_container(command, emulator, release, environment);
  limit_open_files(emulator.flags);
  if (emulator.is_detached && place == Place::kUnderParent) {
    throw Error(
        "-detached, and the launcher stays as the parent of the system, as process 1 of a container or for "
        "[hooks] of slipway.toml; remove -detached, or use \"daemon\"");
  }
  const std::optional<CookieHome> home = hand_cookie_over(cookie, command, emulator, environment);
  const Words arguments = full_arguments(emulator, installation, home, environment);
  const std::string port = epmd_port(emulator, environment);
  set_emulator_variables(environment, emulator, installation);
  give_crash_dump_a_place(environment);

  if (emulator.is_distributed && emulator.starts_epmd) {
    ensure_epmd(port, emulator.epmd_command, installation.bindir, environment);
  }
  if (emulator.action == EmulatorAction::kPrintAndRun) print_arguments(emulator, program, arguments);
  if (place == Place::kBackground) {
    start_in_background(environment, [&](const std::function<void()>&) -> int {
      execute_emulator(program, arguments, environment);
    });
    return 0;
  }
  if (emulator.is_detached) detach();
  // The lock of the cookie's folder goes on to the VM with its descriptor.
  execute_emulator(program, arguments, environment);
}

}  // namespace slipway::launcher

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "erl/term.hpp"

namespace slipway::erl {

// releases/VSN/launch.term: how bin/NAME starts this version of a release. The assembler writes it, the
// launcher reads it. One term in text, so that people can read it:
//
//   {launch_plan, 5,
//    #{name => <<"shop">>, version => <<"0.1.0">>, erts => <<"13.1.5">>, includes_erts => true,
//      node => #{name => <<"shop@${IP}">>, distribution => <<"name">>, port => 9100},
//      env => #{<<"PHX_SERVER">> => <<"true">>},
//      commands =>
//       #{start => [<<"-noshell">>, <<"-s">>, <<"elixir">>, <<"start_cli">>, <<"-mode">>, mode, distribution,
//                   <<"-config">>, config, <<"-boot">>, boot, <<"-boot_var">>, <<"RELEASE_LIB">>, lib,
//                   <<"-args_file">>, vm_args, notify, <<"-extra">>, <<"--no-halt">>],
//         ...},
//      hooks => #{before_start => [[<<"eval">>, <<"Shop.Release.migrate()">>]]},
//      own_commands => #{<<"migrate">> => [[<<"eval">>, <<"Shop.Release.migrate()">>]]},
//      programs => #{<<"server">> => #{env => #{<<"PHX_SERVER">> => <<"true">>}, words => [<<"start">>]}},
//      health => #{ready => <<"Shop.ready?()">>}, boot => #{profile => <<"start_profile">>}}}
//
// A binary of a command is a word of the command line of `erl`; an atom is a word, or several, that only the
// start knows. includes_erts (true), node, each of its fields, env, hooks, each of its fields, own_commands,
// programs, env of a program, health and boot may be absent. A port is 1 to 65535. A step of a hook or of an own
// command is one word or more, and the first is not empty; a list of steps is not empty. Version history: 1,
// first; 2, includes_erts, node, env, and the word notify; 3, hooks, own_commands and health: an older
// launcher would start the system without its hooks; 4, programs: an older launcher would print its usage; 5, boot: an older launcher would load
// all modules.
inline constexpr std::int64_t kLaunchPlanVersion = 5;

/// What bin/NAME does itself, in this version or a later one: a project's own commands have other names.
inline constexpr auto kLauncherCommands = std::to_array<std::string_view>(
    {"start", "start_iex", "daemon", "daemon_iex", "attach", "eval", "rpc", "remote", "restart", "stop",
     "pid", "ping", "health", "profile", "version", "help", "install"});

bool is_launcher_command(std::string_view name);

/// Applications that connect nodes: where one is in a release, its replicas need a cookie in common.
inline constexpr auto kClusteringApplications =
    std::to_array<std::string_view>({"dns_cluster", "libcluster"});

/// What the launcher puts in place of an atom of a command.
enum class LaunchWord {
  kErlOptions,    // erl_options: the words of ELIXIR_ERL_OPTIONS
  kAnsi,          // ansi: -elixir ansi_enabled true, where both outputs are terminals and NO_COLOR is not set
  kMode,          // mode: RELEASE_MODE
  kDistribution,  // distribution: -sname or -name and the node's name, or nothing, by RELEASE_DISTRIBUTION
  kNotify,        // notify: -eval and an expression that tells NOTIFY_SOCKET, where it is set, that we run
  kRpcClient,     // rpc_client: as distribution, for the short-lived node that makes an rpc
  kRemoteClient,  // remote_client: as distribution, for the node of a remote shell
  kConfig,        // config: RELEASE_SYS_CONFIG
  kBoot,          // boot: REL_VSN_DIR/RELEASE_BOOT_SCRIPT
  kBootClean,     // boot_clean: REL_VSN_DIR/RELEASE_BOOT_SCRIPT_CLEAN
  kLib,           // lib: RELEASE_ROOT/lib
  kVmArgs,        // vm_args: RELEASE_VM_ARGS
  kRemoteVmArgs,  // remote_vm_args: RELEASE_REMOTE_VM_ARGS
  kNode,          // node: RELEASE_NODE
  kExpression,    // expression: the argument of eval and rpc
  kArguments,     // arguments: what follows the expression
};

using LaunchItem = std::variant<std::string, LaunchWord>;

struct LaunchCommand {
  std::string name;
  std::vector<LaunchItem> words;
};

/// [node] of slipway.toml, as it stands there: the launcher expands ${VAR} at each start.
struct LaunchNode {
  /// RELEASE_NODE where the environment does not set it.
  std::optional<std::string> name;
  /// RELEASE_DISTRIBUTION where the environment does not set it: "name", "sname" or "none".
  std::optional<std::string> distribution;
  /// The port of Erlang's distribution; the node then does without epmd.
  std::optional<int> port;
};

/// The words of what is run without a shell: a command of bin/NAME and its arguments, or a program and its
/// arguments. They stand as in slipway.toml: the launcher expands ${VAR} as it runs them.
using LaunchStep = std::vector<std::string>;

/// [hooks] of slipway.toml: what is run around the life of the system, one step after the other.
struct LaunchHooks {
  std::vector<LaunchStep> before_start;
  std::vector<LaunchStep> after_start;
  std::vector<LaunchStep> before_stop;
  std::vector<LaunchStep> after_stop;

  bool is_empty() const;
};

/// An entry of [commands] of slipway.toml.
struct LaunchOwnCommand {
  std::string name;
  std::vector<LaunchStep> steps;
};

/// What the launcher does where it is called by this name, as a link in bin/: in an image it takes the place
/// of a script that Phoenix generates, `PHX_SERVER=true exec ./NAME start`.
struct LaunchProgram {
  std::string name;
  /// Set before the command, whatever they were.
  std::vector<std::pair<std::string, std::string>> environment;
  /// A command of bin/NAME and its arguments. What the program itself is called with does not count.
  std::vector<std::string> words;
};

struct LaunchPlan {
  std::string name;
  std::string version;
  /// The version of the ERTS that the release was assembled with: erts-VERSION/bin holds the emulator.
  std::string erts;
  /// False with `include_erts: false`: the release runs on the Erlang of the system, `erl` in PATH.
  bool includes_erts = true;
  LaunchNode node;
  /// [env] of slipway.toml: variables for where the environment does not set them.
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<LaunchCommand> commands;
  LaunchHooks hooks = {};
  std::vector<LaunchOwnCommand> own_commands = {};
  /// [health] ready of slipway.toml, as it stands there: an expression that is true where the system is
  /// ready.
  std::optional<std::string> health_ready = {};
  std::vector<LaunchProgram> programs = {};
  /// The boot script, without ".boot", that loads the modules of [boot] profile of slipway.toml in
  /// interactive mode: the system starts so where neither RELEASE_MODE nor RELEASE_BOOT_SCRIPT says otherwise.
  std::optional<std::string> profile_boot_script = {};

  /// Null where the plan has no such command.
  const LaunchCommand* find(std::string_view command) const;
  const LaunchOwnCommand* find_own(std::string_view command) const;
  const LaunchProgram* find_program(std::string_view called) const;
};

Term to_term(const LaunchPlan& plan);

/// Reads the text of launch.term; errors name `source` and the entry.
LaunchPlan read_launch_plan(std::string_view text, std::string_view source);

}  // namespace slipway::erl

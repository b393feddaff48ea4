#include "release/launch_commands.hpp"

#include <initializer_list>

namespace slipway::release {
namespace {

using erl::LaunchItem;
using erl::LaunchWord;
using Words = std::vector<LaunchItem>;

constexpr project::ElixirVersion kElixir1_15{1, 15, 0};
constexpr project::ElixirVersion kElixir1_15_1{1, 15, 1};
constexpr project::ElixirVersion kElixir1_17{1, 17, 0};
constexpr project::ElixirVersion kElixir1_19{1, 19, 0};

// Where the launcher stays as the parent of the node (launcher/parent_socket.hpp), it is asked to stop it: it
// runs before_stop, and then ends the node by SIGTERM, which is System.stop/0.
constexpr std::string_view kStopExpression =
    R"(case System.get_env("SLIPWAY_PARENT") do "@" <> name -> {:ok, s} = :gen_udp.open(0, [:local]); )"
    R"(:ok = :gen_udp.send(s, {:local, <<0, name::binary>>}, 0, "STOP"); :gen_udp.close(s); )"
    R"(_ -> System.stop() end)";

Words operator+(Words left, const Words& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Words words(std::initializer_list<std::string_view> texts) {
  Words result;
  for (const std::string_view text : texts) result.emplace_back(std::string(text));
  return result;
}

// How the command line begins, up to what the release's script gives. From bin/elixir and bin/iex of each
// version.
struct Beginnings {
  Words program;
  Words shell;
};

Beginnings beginnings(const project::ElixirVersion& elixir) {
  const Words options = {LaunchWord::kErlOptions};
  const Words ansi = {LaunchWord::kAnsi};
  if (elixir < kElixir1_15) {
    return {.program = options + ansi + words({"-noshell", "-s", "elixir", "start_cli"}),
            .shell = options + ansi + words({"-noshell", "-user", "Elixir.IEx.CLI"})};
  }
  const Words begin = words({"-noshell"}) + options;
  if (elixir < kElixir1_17) {
    const bool one_start = elixir < kElixir1_15_1;
    return {.program = begin + words({"-s", "elixir", "start_cli"}) + ansi,
            .shell = begin + words({"-s", "elixir", one_start ? "start_cli" : "start_iex"}) + ansi +
                     words({"-user", "elixir"})};
  }
  const Words terminal = elixir < kElixir1_19 ? ansi : Words();
  return {.program = begin + terminal + words({"-s", "elixir", "start_cli"}),
          .shell = begin + terminal + words({"-user", "elixir"})};
}

}  // namespace

erl::LaunchPlan make_launch_plan(const ReleaseIdentity& release, const project::ElixirVersion& elixir,
                                 bool reboots_after_config) {
  const Beginnings begin = beginnings(elixir);
  // Elixir 1.14 wrote "-config_provider_reboot_mode" here, which no one reads: such a release stayed
  // interactive.
  const Words mode =
      (reboots_after_config ? words({"-elixir", "config_provider_reboot_mode"}) : words({"-mode"})) +
      Words{LaunchWord::kMode};
  const Words config = words({"-config"}) + Words{LaunchWord::kConfig};
  const Words library = words({"-boot_var", "RELEASE_LIB"}) + Words{LaunchWord::kLib};
  const Words boot = words({"-boot"}) + Words{LaunchWord::kBoot} + library;
  const Words boot_clean = words({"-boot"}) + Words{LaunchWord::kBootClean} + library;
  const Words vm_args = words({"-args_file"}) + Words{LaunchWord::kVmArgs};
  const Words remote_vm_args = words({"-args_file"}) + Words{LaunchWord::kRemoteVmArgs};
  // Flags such as -eval are executed one after the other once the boot script is done (init(3)); start_cli
  // and start_iex stand before it, and return with --no-halt.
  const Words node = Words{LaunchWord::kDistribution} + config + boot + vm_args + Words{LaunchWord::kNotify};
  const auto rpc = [&](const Words& expression) {
    return begin.program + words({"-hidden"}) + Words{LaunchWord::kRpcClient} + boot_clean + remote_vm_args +
           words({"-extra", "--rpc-eval"}) + Words{LaunchWord::kNode} + expression;
  };
  const Words shell_words = words({"--no-halt", "+iex"});
  return {
      .name = release.name,
      .version = release.version,
      .erts = release.erts_version,
      .includes_erts = true,
      .node = {},
      .environment = {},
      .commands =
          {
              {"start", begin.program + mode + node + words({"-extra", "--no-halt"})},
              {"start_iex", begin.shell + mode + node + words({"-extra"}) + shell_words},
              {"eval", begin.program + config + boot_clean + vm_args + words({"-extra", "--eval"}) +
                           Words{LaunchWord::kExpression} + words({"--"}) + Words{LaunchWord::kArguments}},
              {"rpc", rpc({LaunchWord::kExpression})},
              {"remote", begin.shell + words({"-hidden"}) + Words{LaunchWord::kRemoteClient} + boot_clean +
                             remote_vm_args + words({"-extra"}) + shell_words + words({"--remsh"}) +
                             Words{LaunchWord::kNode}},
              {"restart", rpc(words({"System.restart()"}))},
              {"stop", rpc(words({kStopExpression}))},
              {"pid", rpc(words({"IO.puts(System.pid())"}))},
          },
  };
}

}  // namespace slipway::release

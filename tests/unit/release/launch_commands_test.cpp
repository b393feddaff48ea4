#include "release/launch_commands.hpp"

#include <gtest/gtest.h>

#include "erl/text_writer.hpp"

namespace slipway::release {
namespace {

/// The words of a command; those that the launcher puts in are in braces.
std::string words(const char* command, const char* elixir, bool reboots = false) {
  const erl::LaunchPlan plan =
      make_launch_plan({"shop", "0.1.0", "13.1.5"}, project::parse_elixir_version(elixir), reboots);
  const erl::LaunchCommand* found = plan.find(command);
  if (found == nullptr) return "none";
  std::string text;
  const erl::Term term = erl::to_term({.name = "n",
                                       .version = "v",
                                       .erts = "e",
                                       .includes_erts = true,
                                       .node = {},
                                       .environment = {},
                                       .commands = {*found}});
  const erl::Term& commands = *erl::find((*term.tuple(3))[2], "commands");
  for (const erl::Term& word : *erl::find(commands, command)->proper_list()) {
    const std::string shown = erl::text_of(word).value();
    text += (text.empty() ? "" : " ") + (word.is<erl::Atom>() ? "{" + shown + "}" : shown);
  }
  return text;
}

TEST(LaunchCommands, StartAsTheScriptsOfElixirDo) {
  const std::string rest =
      " {distribution} -config {config} -boot {boot} -boot_var RELEASE_LIB {lib} -args_file {vm_args} "
      "{notify} "
      "-extra --no-halt";
  EXPECT_EQ(words("start", "1.14.0"),
            "{erl_options} {ansi} -noshell -s elixir start_cli -mode {mode}" + rest);
  EXPECT_EQ(words("start", "1.15.0"),
            "-noshell {erl_options} -s elixir start_cli {ansi} -mode {mode}" + rest);
  EXPECT_EQ(words("start", "1.16.3"),
            "-noshell {erl_options} -s elixir start_cli {ansi} -mode {mode}" + rest);
  EXPECT_EQ(words("start", "1.17.0"),
            "-noshell {erl_options} {ansi} -s elixir start_cli -mode {mode}" + rest);
  EXPECT_EQ(words("start", "1.19.0"), "-noshell {erl_options} -s elixir start_cli -mode {mode}" + rest);
}

TEST(LaunchCommands, StartShellsAsTheScriptsOfElixirDo) {
  const auto begins = [](const char* elixir, const std::string& expected) {
    EXPECT_TRUE(words("start_iex", elixir).starts_with(expected + " -mode {mode} "))
        << words("start_iex", elixir);
    EXPECT_TRUE(words("remote", elixir).starts_with(expected + " -hidden {remote_client} "));
  };
  begins("1.14.5", "{erl_options} {ansi} -noshell -user Elixir.IEx.CLI");
  begins("1.15.0", "-noshell {erl_options} -s elixir start_cli {ansi} -user elixir");
  begins("1.15.1", "-noshell {erl_options} -s elixir start_iex {ansi} -user elixir");
  begins("1.18.4", "-noshell {erl_options} {ansi} -user elixir");
  begins("1.19.0", "-noshell {erl_options} -user elixir");
}

TEST(LaunchCommands, TellElixirThatTheSystemWillReboot) {
  EXPECT_NE(words("start", "1.16.0", true).find(" -elixir config_provider_reboot_mode {mode} "),
            std::string::npos);
  EXPECT_EQ(words("start", "1.16.0", true).find("-mode"), std::string::npos);
}

TEST(LaunchCommands, EvaluateAndConnect) {
  const std::string begin = "{erl_options} {ansi} -noshell -s elixir start_cli ";
  const std::string clean = "-boot {boot_clean} -boot_var RELEASE_LIB {lib} ";
  EXPECT_EQ(words("eval", "1.14.0"), begin + "-config {config} " + clean +
                                         "-args_file {vm_args} -extra --eval {expression} -- {arguments}");
  const std::string rpc =
      begin + "-hidden {rpc_client} " + clean + "-args_file {remote_vm_args} -extra --rpc-eval {node} ";
  EXPECT_EQ(words("rpc", "1.14.0"), rpc + "{expression}");
  EXPECT_EQ(
      words("stop", "1.14.0"),
      rpc +
          R"(case System.get_env("SLIPWAY_PARENT") do "@" <> name -> {:ok, s} = :gen_udp.open(0, [:local]); )"
          R"(:ok = :gen_udp.send(s, {:local, <<0, name::binary>>}, 0, "STOP"); :gen_udp.close(s); )"
          R"(_ -> System.stop() end)");
  EXPECT_EQ(words("restart", "1.14.0"), rpc + "System.restart()");
  EXPECT_EQ(words("pid", "1.14.0"), rpc + "IO.puts(System.pid())");
  EXPECT_EQ(words("daemon", "1.14.0"), "none");
}

}  // namespace
}  // namespace slipway::release

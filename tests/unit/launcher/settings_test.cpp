#include "launcher/settings.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <regex>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/command_words.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;
using erl::LaunchCommand;
using erl::LaunchWord;
using Words = std::vector<std::string>;

class Settings : public testing::Test {
 protected:
  Settings() {
    std::string pattern = (fs::temp_directory_path() / "slipway-settings-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    release_ = {root_, "0.1.0", root_ / "releases/0.1.0", {"shop", "0.1.0", "13.1.5", true, {}, {}, {}}};
    fs::create_directories(root_ / "releases/0.1.0");
    create_file(root_ / "releases/COOKIE", "secret\n\n", 0600);
  }
  ~Settings() override { fs::remove_all(root_); }

  Environment with_defaults(Words entries) {
    Environment environment(std::move(entries));
    set_first_variables(environment, release_, "start", "/some/bin/shop");
    set_default_variables(environment, release_);
    return environment;
  }

  fs::path root_;
  Release release_;
};

TEST_F(Settings, HaveMixsDefaults) {
  const Environment environment = with_defaults({});
  const std::pair<const char*, std::string> expected[] = {
      {"RELEASE_ROOT", root_},
      {"RELEASE_NAME", "shop"},
      {"RELEASE_VSN", "0.1.0"},
      {"RELEASE_COMMAND", "start"},
      {"RELEASE_PROG", "shop"},
      {"RELEASE_COOKIE", "secret"},
      {"RELEASE_MODE", "embedded"},
      {"RELEASE_NODE", "shop"},
      {"RELEASE_TMP", root_ / "tmp"},
      {"RELEASE_VM_ARGS", root_ / "releases/0.1.0/vm.args"},
      {"RELEASE_REMOTE_VM_ARGS", root_ / "releases/0.1.0/remote.vm.args"},
      {"RELEASE_DISTRIBUTION", "sname"},
      {"RELEASE_BOOT_SCRIPT", "start"},
      {"RELEASE_BOOT_SCRIPT_CLEAN", "start_clean"},
  };
  for (const auto& [name, value] : expected) EXPECT_EQ(environment.get(name), value) << name;
  EXPECT_EQ(environment.get("RELEASE_SYS_CONFIG"), std::nullopt);
}

TEST_F(Settings, OfAReleaseWithAProfileLoadItsModulesInInteractiveMode) {
  release_.plan.profile_boot_script = "start_profile";
  for (const char* mode : {"RELEASE_MODE=", "RELEASE_MODE=profile"}) {
    const Environment environment = with_defaults({mode});
    EXPECT_EQ(environment.get("RELEASE_MODE"), "interactive") << mode;
    EXPECT_EQ(environment.get("RELEASE_BOOT_SCRIPT"), "start_profile") << mode;
  }
}

TEST_F(Settings, OfAReleaseWithAProfileKeepTheMeaningOfTheOtherModes) {
  release_.plan.profile_boot_script = "start_profile";
  for (const char* mode : {"embedded", "interactive"}) {
    const Environment environment = with_defaults({std::string("RELEASE_MODE=") + mode});
    EXPECT_EQ(environment.get("RELEASE_MODE"), mode);
    EXPECT_EQ(environment.get("RELEASE_BOOT_SCRIPT"), "start") << mode;
  }
}

TEST_F(Settings, LeaveABootScriptOfTheUserInEmbeddedMode) {
  release_.plan.profile_boot_script = "start_profile";
  const Environment environment = with_defaults({"RELEASE_BOOT_SCRIPT=mine"});
  EXPECT_EQ(environment.get("RELEASE_MODE"), "embedded");
  EXPECT_EQ(environment.get("RELEASE_BOOT_SCRIPT"), "mine");
}

TEST_F(Settings, HaveNoProfileModeWithoutAProfile) {
  EXPECT_THROW(with_defaults({"RELEASE_MODE=profile"}), Error);
}

TEST_F(Settings, OfTheUserComeBeforeTheDefaults) {
  const Environment environment =
      with_defaults({"RELEASE_NAME=store", "RELEASE_COOKIE=mine", "RELEASE_TMP=", "RELEASE_ROOT=/elsewhere",
                     "RELEASE_COMMAND=other"});
  EXPECT_EQ(environment.get("RELEASE_NODE"), "store");
  EXPECT_EQ(environment.get("RELEASE_COOKIE"), "mine");
  EXPECT_EQ(environment.get("RELEASE_TMP"), root_ / "tmp");
  EXPECT_EQ(environment.get("RELEASE_ROOT"), root_);
  EXPECT_EQ(environment.get("RELEASE_COMMAND"), "start");
}

TEST_F(Settings, TakeTheConfigurationAsItIsWhereProvidersDoNotChangeIt) {
  create_file(root_ / "releases/0.1.0/sys.config", "%% RUNTIME_CONFIG=false\n[].\n", 0644);
  Environment environment = with_defaults({});
  set_system_configuration(environment, release_);
  EXPECT_EQ(environment.get("RELEASE_SYS_CONFIG"), root_ / "releases/0.1.0/sys");
  EXPECT_FALSE(fs::exists(root_ / "tmp"));
}

TEST_F(Settings, CopyTheConfigurationThatProvidersChange) {
  const std::string text = "%% RUNTIME_CONFIG=true\n[].\n";
  create_file(root_ / "releases/0.1.0/sys.config", text, 0644);
  Environment environment = with_defaults({});
  set_system_configuration(environment, release_);
  const std::string copy(*environment.get("RELEASE_SYS_CONFIG"));
  EXPECT_TRUE(std::regex_match(fs::path(copy).filename().string(),
                               std::regex("shop-0\\.1\\.0-[0-9]{14}-[0-9a-f]{4}\\.runtime")))
      << copy;
  EXPECT_EQ(fs::path(copy).parent_path(), root_ / "tmp");
  EXPECT_EQ(read_file(copy + ".config"), text);
  EXPECT_EQ(fs::status(copy + ".config").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Settings, SayWhichFolderToSetWhereTheConfigurationCannotBeCopied) {
  create_file(root_ / "releases/0.1.0/sys.config", "%% RUNTIME_CONFIG=true\n[].\n", 0644);
  Environment environment = with_defaults({"RELEASE_TMP=/proc/nowhere"});
  try {
    set_system_configuration(environment, release_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("set RELEASE_TMP"), std::string::npos) << error.message();
  }
}

TEST_F(Settings, OfTheDistributionAreThree) {
  const auto words = [](const char* distribution, const char* node) {
    return distribution_words(Environment({"RELEASE_DISTRIBUTION=" + std::string(distribution)}), {}, node,
                              NodeRole::kSystem);
  };
  EXPECT_EQ(words("sname", "n"), (Words{"-sname", "n"}));
  EXPECT_EQ(words("name", "n@h"), (Words{"-name", "n@h"}));
  EXPECT_EQ(words("none", "n"), Words{});
  EXPECT_THROW(words("long", "n"), Error);
}

TEST_F(Settings, RefuseAShortNameWithADotBehindItsAt) {
  const Environment environment({"RELEASE_DISTRIBUTION=sname"});
  const auto words = [&](const char* node) {
    return distribution_words(environment, {}, node, NodeRole::kSystem);
  };
  EXPECT_EQ(words("n.m@h"), (Words{"-sname", "n.m@h"}));
  EXPECT_EQ(words("n@::1"), (Words{"-sname", "n@::1"}));
  EXPECT_THROW(words("n@10.0.0.5"), Error);
  EXPECT_THROW(words("n@h.example.com"), Error);
  EXPECT_EQ(distribution_words(environment, {}, "c@10.0.0.5", NodeRole::kClient),
            (Words{"-sname", "c@10.0.0.5"}));
}

TEST_F(Settings, WithAPortDoWithoutEpmd) {
  const erl::LaunchNode node{.name = {}, .distribution = {}, .port = 9100};
  const Environment environment({"RELEASE_DISTRIBUTION=name"});
  EXPECT_EQ(distribution_words(environment, node, "n@h", NodeRole::kSystem),
            (Words{"-name", "n@h", "-start_epmd", "false", "-erl_epmd_port", "9100"}));
  EXPECT_EQ(
      distribution_words(environment, node, "c@h", NodeRole::kClient),
      (Words{"-name", "c@h", "-start_epmd", "false", "-erl_epmd_port", "9100", "-dist_listen", "false"}));
  EXPECT_EQ(distribution_words(Environment({"RELEASE_DISTRIBUTION=none"}), node, "n", NodeRole::kSystem),
            Words{});
}

TEST_F(Settings, OfTheProjectAreForVariablesThatAreNotSet) {
  release_.plan.environment = {{"A", "a"}, {"B", "${A:-none} ${GIVEN}"}, {"EMPTY", "x"}, {"GIVEN", "x"}};
  Environment environment({"GIVEN=given", "EMPTY="});
  set_project_variables(environment, release_);
  EXPECT_EQ(environment.get("A"), "a");
  EXPECT_EQ(environment.get("B"), "none given");
  EXPECT_EQ(environment.get("EMPTY"), "");
  EXPECT_EQ(environment.get("GIVEN"), "given");
}

TEST_F(Settings, OfTheProjectNameTheNodeWhereTheUserDoesNot) {
  release_.plan.node = {.name = "${RELEASE_NAME}@${POD_IP}", .distribution = "name", .port = {}};
  Environment environment({"RELEASE_NAME=shop", "POD_IP=10.0.0.7"});
  set_node_variables(environment, release_, true);
  EXPECT_EQ(environment.get("RELEASE_NODE"), "shop@10.0.0.7");
  EXPECT_EQ(environment.get("RELEASE_DISTRIBUTION"), "name");
  Environment of_user({"RELEASE_NODE=mine", "RELEASE_DISTRIBUTION=sname"});
  set_node_variables(of_user, release_, true);
  EXPECT_EQ(of_user.get("RELEASE_NODE"), "mine");
  EXPECT_EQ(of_user.get("RELEASE_DISTRIBUTION"), "sname");
}

TEST_F(Settings, OfTheNodeThatCannotBeToldStopOnlyCommandsOfTheNode) {
  release_.plan.node.name = "shop@${POD_IP}";
  Environment environment;
  EXPECT_THROW(set_node_variables(environment, release_, true), Error);
  EXPECT_NO_THROW(set_node_variables(environment, release_, false));
  release_.plan.node.name = "${POD_IP:-}";
  EXPECT_THROW(set_node_variables(environment, release_, true), Error);
}

TEST_F(Settings, TellASupervisorThatWaitsForIt) {
  const LaunchCommand command{"c", {LaunchWord::kNotify}};
  EXPECT_EQ(command_words(command, {}, release_, Environment()), Words{});
  EXPECT_EQ(command_words(command, {}, release_, Environment({"NOTIFY_SOCKET="})), Words{});
  const Words words = command_words(command, {}, release_, Environment({"NOTIFY_SOCKET=@s"}));
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0], "-eval");
  EXPECT_NE(words[1].find("READY=1"), std::string::npos);
}

TEST_F(Settings, StandForTheWordsOfACommand) {
  const LaunchCommand command{
      "all",
      {LaunchWord::kErlOptions, "-x", LaunchWord::kMode, LaunchWord::kDistribution, LaunchWord::kConfig,
       LaunchWord::kBoot, LaunchWord::kBootClean, LaunchWord::kLib, LaunchWord::kVmArgs,
       LaunchWord::kRemoteVmArgs, LaunchWord::kNode, LaunchWord::kExpression, "--", LaunchWord::kArguments}};
  const Environment environment = with_defaults({"ELIXIR_ERL_OPTIONS= -a  b\n", "RELEASE_SYS_CONFIG=/etc/c",
                                                 "RELEASE_NODE=n", "RELEASE_BOOT_SCRIPT=mine"});
  const std::string version_dir = release_.version_dir;
  EXPECT_EQ(command_words(command, {"1 + 1", {"x", "y z"}}, release_, environment),
            (Words{"-a", "b", "-x", "embedded", "-sname", "n", "/etc/c", version_dir + "/mine",
                   version_dir + "/start_clean", release_.root + "/lib", version_dir + "/vm.args",
                   version_dir + "/remote.vm.args", "n", "1 + 1", "--", "x", "y z"}));
}

TEST_F(Settings, NameTheClientsOfANodeAtRandom) {
  const Environment environment = with_defaults({});
  const auto name = [&](LaunchWord word) {
    return command_words({"c", {word}}, {}, release_, environment).at(1);
  };
  EXPECT_TRUE(std::regex_match(name(LaunchWord::kRpcClient), std::regex("rpc-[0-9a-f]{4}-shop")));
  EXPECT_TRUE(std::regex_match(name(LaunchWord::kRemoteClient), std::regex("rem-[0-9a-f]{4}-shop")));
}

const LaunchCommand kEval{"eval", {LaunchWord::kExpression, LaunchWord::kArguments}};

TEST(CommandInput, HasAnExpressionAndArgumentsWithOrWithoutDashes) {
  for (const Words& words : {Words{"e", "--", "a", "b"}, Words{"e", "a", "b"}}) {
    const CommandInput input = read_command_input(kEval, words);
    EXPECT_EQ(input.expression, "e");
    EXPECT_EQ(input.arguments, (Words{"a", "b"}));
  }
}

TEST(CommandInput, KeepsLaterDashes) {
  EXPECT_EQ(read_command_input(kEval, {"e", "a", "--", "b"}).arguments, (Words{"a", "--", "b"}));
  EXPECT_EQ(read_command_input(kEval, {"e", "--", "--", "b"}).arguments, (Words{"--", "b"}));
}

TEST(CommandInput, WithoutAnExpressionIsRefused) {
  EXPECT_THROW(read_command_input(kEval, {}), Error);
  EXPECT_THROW(read_command_input(kEval, {""}), Error);
  EXPECT_NO_THROW(read_command_input({"start", {}}, {}));
}

TEST_F(Settings, TakeTheCookieOfRELEASE_COOKIE_FILEBeforeThatOfTheRelease) {
  create_file(root_ / "secret", "of a file\n", 0444);
  const std::string file = "RELEASE_COOKIE_FILE=" + (root_ / "secret").string();
  EXPECT_EQ(with_defaults({file}).get("RELEASE_COOKIE"), "of a file");
  EXPECT_EQ(with_defaults({file, "RELEASE_COOKIE=given"}).get("RELEASE_COOKIE"), "given");
  EXPECT_EQ(with_defaults({"RELEASE_COOKIE_FILE="}).get("RELEASE_COOKIE"), "secret");
}

TEST_F(Settings, TrimOneLineEndOfRELEASE_COOKIE_FILE) {
  const std::string file = "RELEASE_COOKIE_FILE=" + (root_ / "file").string();
  create_file(root_ / "file", "two\n\n", 0444);
  EXPECT_THROW(with_defaults({file}), Error);
  fs::remove(root_ / "file");
  create_file(root_ / "file", "none", 0444);
  EXPECT_EQ(with_defaults({file}).get("RELEASE_COOKIE"), "none");
}

TEST_F(Settings, RefuseARELEASE_COOKIE_FILEWithoutACookie) {
  create_file(root_ / "empty", "", 0444);
  create_file(root_ / "large", std::string(100'000, 'x'), 0444);
  EXPECT_THROW(with_defaults({"RELEASE_COOKIE_FILE=" + (root_ / "empty").string()}), Error);
  EXPECT_THROW(with_defaults({"RELEASE_COOKIE_FILE=" + (root_ / "large").string()}), Error);
  EXPECT_THROW(with_defaults({"RELEASE_COOKIE_FILE=" + (root_ / "missing").string()}), Error);
  EXPECT_THROW(with_defaults({"RELEASE_COOKIE_FILE=" + root_.string()}), Error);
}

}  // namespace
}  // namespace slipway::launcher

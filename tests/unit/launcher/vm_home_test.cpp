#include "launcher/vm_home.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::launcher {
namespace {

using Words = std::vector<std::string>;

TEST(HomesOfTheVm, AreHomeWhereTheVariableIsOne) {
  EXPECT_TRUE(keeps_home(Environment({"RELEASE_VM_HOME=1"})));
  EXPECT_FALSE(keeps_home(Environment({"RELEASE_VM_HOME=0"})));
  EXPECT_FALSE(keeps_home(Environment()));
}

TEST(CookieArguments, StandInFrontOfExtra) {
  Words arguments = {"-noshell", "-extra", "--no-halt", "-extra"};
  add_cookie_argument(arguments, {"secret", "RELEASE_COOKIE"});
  EXPECT_EQ(arguments, (Words{"-noshell", "-setcookie", "secret", "-extra", "--no-halt", "-extra"}));
  Words without = {"-noshell"};
  add_cookie_argument(without, {"secret", "RELEASE_COOKIE"});
  EXPECT_EQ(without, (Words{"-noshell", "-setcookie", "secret"}));
}

TEST(CookieArguments, ThatTheVmWouldTakeForFlagsAreRefused) {
  Words arguments = {"-noshell"};
  try {
    add_cookie_argument(arguments, {"-secret", "RELEASE_COOKIE"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(
        error.message(),
        "the cookie of RELEASE_COOKIE begins with \"-\", and with RELEASE_VM_HOME=1 it is an argument of the "
        "VM, which takes it for a flag; use another cookie, or remove RELEASE_VM_HOME");
  }
  EXPECT_EQ(arguments, Words{"-noshell"});
}

/// What add_dot_iex puts behind "+iex more..." with HOME and these variables.
Words behind_iex(const std::string& home, const Words& variables = {}, const Words& more = {}) {
  Words arguments = {"-user", "elixir", "-extra", "--no-halt", "+iex"};
  const auto shell = static_cast<std::ptrdiff_t>(arguments.size());
  arguments.insert(arguments.end(), more.begin(), more.end());
  Words entries = {"HOME=" + home};
  entries.insert(entries.end(), variables.begin(), variables.end());
  add_dot_iex(arguments, Environment(entries));
  return {arguments.begin() + shell, arguments.end()};
}

TEST(DotIexFiles, OfHomeAreNamedToIex) {
  const TemporaryFolder home;
  EXPECT_EQ(behind_iex(home.path()), Words());
  const std::string file = home.path() / ".iex.exs";
  std::ofstream(file) << "x = 1\n";
  EXPECT_EQ(behind_iex(home.path()), (Words{"--dot-iex", file}));
  EXPECT_EQ(behind_iex(home.path(), {}, {"--remsh", "shop@host"}),
            (Words{"--dot-iex", file, "--remsh", "shop@host"}));
}

TEST(DotIexFiles, AreNotNamedWhereTheUserSaysWhereTheyAre) {
  const TemporaryFolder home;
  std::ofstream(home.path() / ".iex.exs") << "x = 1\n";
  EXPECT_EQ(behind_iex(home.path(), {"IEX_HOME=/elsewhere"}), Words());
  EXPECT_EQ(behind_iex(home.path(), {}, {"--dot-iex", "mine"}), (Words{"--dot-iex", "mine"}));
}

TEST(DotIexFiles, AreNotNamedWhereNoIexIsStarted) {
  const TemporaryFolder home;
  std::ofstream(home.path() / ".iex.exs") << "x = 1\n";
  const Environment environment({"HOME=" + home.path().string()});
  for (const Words& without : {Words{"-noshell", "-extra", "--no-halt"}, Words{"+iex"}, Words{}}) {
    Words arguments = without;
    add_dot_iex(arguments, environment);
    EXPECT_EQ(arguments, without);
  }
}

}  // namespace
}  // namespace slipway::launcher

#include "launcher/system_erlang.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.hpp"
#include "corpus_support.hpp"

namespace slipway::launcher {
namespace {

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST(SystemErlang, IsWhereTheArgumentsOfErlSay) {
  const SystemErlang erlang = read_emulator_arguments(
      "--\n-root\n/usr/lib/erlang\n-bindir\n/usr/lib/erlang/erts-13.1.5/bin\n-progname\nerl\n--\n-home\n/"
      "root\n--\n",
      "/usr/bin/erl");
  EXPECT_EQ(erlang.root, "/usr/lib/erlang");
  EXPECT_EQ(erlang.bindir, "/usr/lib/erlang/erts-13.1.5/bin");
  EXPECT_EQ(erlang.erts, "13.1.5");
}

constexpr HostileFile kHostile[] = {
    {"empty", " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
    {"line_feeds", " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
    {"nul_in_front",
     " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
    {"root_in_windows_lines",
     " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
    {"root_is_an_empty_line",
     " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
    {"root_on_one_line",
     " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
    {"root_without_value",
     " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
    {"usage", " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?"},
};

TEST(SystemErlang, OfHostileOutputIsRefusedWithItsReason) {
  expect_corpus("emulator_arguments", kHostile,
                [](auto output, auto source) { read_emulator_arguments(output, std::string(source)); });
}

TEST(SystemErlang, MayNotSayItsVersion) {
  EXPECT_EQ(read_emulator_arguments("-root\n/src/otp\n-bindir\n/src/otp/bin/x86_64", "erl").erts, "");
  EXPECT_EQ(read_emulator_arguments("-root\n/old", "erl").bindir, "");
}

TEST(SystemErlang, ThatSaysNothingIsRefused) {
  for (const char* output : {"", "\n", "-root", "-root\n", "usage: erl"}) {
    EXPECT_NE(refusal([&] { read_emulator_arguments(output, "/my/erl"); }).find("/my/erl does not say"),
              std::string::npos)
        << output;
  }
}

TEST(SystemErlang, OfTheSystemIsFound) {
  const SystemErlang erlang = find_system_erlang(Environment::of_process());
  EXPECT_TRUE(erlang.bindir.starts_with(erlang.root)) << erlang.bindir;
  EXPECT_GE(major_version(erlang.erts), 13);
}

TEST(SystemErlang, ThatIsMissingOrFailsIsNamed) {
  EXPECT_NE(refusal([] { find_system_erlang(Environment({"PATH=/nowhere"})); }).find("no \"erl\" in PATH"),
            std::string::npos);
}

TEST(SystemErlang, OfAnotherPatchLevelGivesAWarningAndAnotherReleaseAnError) {
  const SystemErlang erlang{"/usr/bin/erl", "/usr/lib/erlang", "/usr/lib/erlang/erts-13.1.5/bin", "13.1.5"};
  EXPECT_EQ(check_erts(erlang, "13.1.5"), "");
  EXPECT_NE(check_erts(erlang, "13.2").find("assembled on ERTS 13.2, and /usr/bin/erl starts ERTS 13.1.5"),
            std::string::npos);
  EXPECT_NE(refusal([&] { check_erts(erlang, "14.0"); }).find("put an \"erl\" of ERTS 14 first in PATH"),
            std::string::npos);
  EXPECT_EQ(check_erts({"erl", "/src/otp", "/src/otp/bin", ""}, "14.0"), "");
}

}  // namespace
}  // namespace slipway::launcher

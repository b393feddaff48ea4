#include "erl/boot_profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

using testing::ElementsAre;

constexpr const char* kNoLine = "; this is no line of a boot profile, which `bin/NAME profile` writes";
const std::string kMerge = std::string(
                               "expected the name of a module, found what a merge leaves; finish the merge, "
                               "and keep the modules of both sides") +
                           kNoLine;
const std::string kBlank =
    std::string("expected the name of one module, without blanks and control characters") + kNoLine;
const std::string kNotUtf8 = std::string(":2: the name of a module is not UTF-8") + kNoLine;
const std::string kTooLong = std::string(":1: the name of a module has at most 255 characters") + kNoLine;
const std::string kInLine1 = ":1: " + kBlank;
const std::string kInLine2 = ":2: " + kBlank;
const std::string kMergeInLine1 = ":1: " + kMerge;
const std::string kMergeInLine2 = ":2: " + kMerge;

TEST(BootProfile, HostileFilesAreRefusedWithTheirLine) {
  const HostileFile hostile[] = {
      {"delete_character", kInLine1},
      {"escape_sequence", kInLine1},
      {"indented", kInLine1},
      {"merge_middle", kMergeInLine2},
      {"merge_unfinished", kMergeInLine1},
      {"not_utf8", kNotUtf8},
      {"nul_byte", kInLine2},
      {"tab_behind", kInLine1},
      {"too_long", kTooLong},
      {"two_modules", kInLine2},
  };
  expect_corpus("boot_profile", hostile, [](auto text, auto source) { read_boot_profile(text, source); });
}

TEST(BootProfile, IsAListOfModulesWithoutItsCommentsAndEmptyLines) {
  EXPECT_THAT(read_boot_profile("# shop 0.1.0\n\nElixir.Shop\nets\n", "p"),
              ElementsAre("Elixir.Shop", "ets"));
}

TEST(BootProfile, CanBePutTogetherOfTwo) {
  EXPECT_THAT(read_boot_profile("ets\nElixir.Shop\nets\nElixir.Cart", "p"),
              ElementsAre("Elixir.Cart", "Elixir.Shop", "ets"));
}

TEST(BootProfile, MayHaveLineEndsOfWindows) {
  EXPECT_THAT(read_boot_profile("# shop\r\n\r\nets\r\n", "p"), ElementsAre("ets"));
}

TEST(BootProfile, IsNotReadWhereItIsLargerThanAny) {
  EXPECT_EQ(error_of([] { read_boot_profile(std::string(kLargestBootProfile + 1, '#'), "p"); }),
            "p: a boot profile has at most 4 MiB; take it anew with `bin/NAME profile`");
}

TEST(BootProfile, IsWrittenSortedBehindAComment) {
  const std::string text = write_boot_profile("shop", {"ets", "Elixir.Shop", "ets", "#a", "a b", "=", ""});
  EXPECT_TRUE(text.starts_with("# The modules that a running system of shop had loaded"));
  EXPECT_TRUE(text.ends_with("version control.\nElixir.Shop\nets\n")) << text;
  EXPECT_THAT(read_boot_profile(text, "p"), ElementsAre("Elixir.Shop", "ets"));
}

TEST(BootProfile, OfNothingHasNoModules) { EXPECT_TRUE(read_boot_profile("", "p").empty()); }

}  // namespace
}  // namespace slipway::erl

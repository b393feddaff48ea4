#include "launcher/steps.hpp"

#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::launcher {
namespace {

using Words = std::vector<std::string>;

erl::LaunchPlan plan() {
  erl::LaunchPlan plan{"shop", "0.1.0", "13.1.5", true, {}, {}, {{"start", {}}, {"custom", {}}}};
  plan.own_commands = {{"migrate", {{"eval", "Shop.migrate()"}}}};
  return plan;
}

const Environment kEnvironment({"PATH=/nowhere:/usr/bin:/bin", "NAME=a b", "COMMAND=eval"});

Step prepared(const erl::LaunchStep& step) {
  return prepare_step(step, "[hooks] before_start", "/release/bin/shop", plan(), kEnvironment);
}

TEST(Steps, RunCommandsOfTheLauncherByTheLauncher) {
  for (const char* command : {"eval", "rpc", "health", "custom", "migrate"}) {
    const Step step = prepared({command, "x"});
    EXPECT_EQ(step.program, "/release/bin/shop") << command;
    EXPECT_EQ(step.words, (Words{"/release/bin/shop", command, "x"})) << command;
  }
}

TEST(Steps, RunAnythingElseAsAProgram) {
  EXPECT_EQ(prepared({"sh", "-c", "true"}).words, (Words{"sh", "-c", "true"}));
  EXPECT_TRUE(prepared({"sh"}).program.ends_with("/bin/sh")) << prepared({"sh"}).program;
  EXPECT_EQ(prepared({"./eval"}).program, "./eval");
  EXPECT_EQ(prepared({"no-such-program"}).program, "no-such-program");
}

TEST(Steps, AreJudgedBeforeTheirWordsAreExpanded) {
  EXPECT_EQ(prepared({"${COMMAND}", "1"}).words, (Words{"eval", "1"}));
  EXPECT_NE(prepared({"${COMMAND}", "1"}).program, "/release/bin/shop");
}

TEST(Steps, ExpandAllTheirWords) {
  EXPECT_EQ(prepared({"echo", "<${NAME}>", "$$", "${NONE:-}"}).words, (Words{"echo", "<a b>", "$", ""}));
  EXPECT_EQ(error_of([] {
              prepared({"echo", "${NONE}"});
            }),
            "[hooks] before_start of slipway.toml is \"${NONE}\": the variable NONE is not set; set it, or "
            "write ${NONE:-DEFAULT}");
}

TEST(TypedWords, AreWhatAShellTakes) {
  EXPECT_EQ(typed_words({"eval", "Shop.migrate()", "", "it's", "/a-b_c.d"}, 80),
            R"(eval 'Shop.migrate()' '' 'it'\''s' /a-b_c.d)");
}

TEST(TypedWords, AreCutWhereTheyAreTooWide) {
  EXPECT_EQ(typed_words({"1234567890"}, 10), "1234567890");
  EXPECT_EQ(typed_words({"12345678901"}, 10), "1234567...");
  EXPECT_EQ(typed_words({"ääääääääää"}, 12), "'ääääääääää'");
  EXPECT_EQ(typed_words({"ääääääääää"}, 8), "'ääää...");
}

TEST(TypedWords, StayOnOneLine) { EXPECT_EQ(typed_words({"a\nb\x1b"}, 80), "'a b '"); }

}  // namespace
}  // namespace slipway::launcher

#include "launcher/usage.hpp"

#include <gtest/gtest.h>

namespace slipway::launcher {
namespace {

const erl::LaunchPlan kPlan{
    "shop", "0.1.0", "13.1.5", true, {}, {}, {{"start", {}}, {"stop", {}}, {"migrate", {}}}};

TEST(Usage, ListsTheCommandsOfThePlanAndTheLaunchersOwn) {
  const std::string text = usage("shop", kPlan);
  for (const char* line :
       {"Usage: shop COMMAND", "\n  start ", "\n  stop ", "\n  migrate ", "\n  version "}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
  EXPECT_EQ(text.find("start_iex"), std::string::npos);
}

TEST(Usage, ListsWhatRunsInTheBackgroundWhereThePlanHasItsCommand) {
  const std::string text = usage("shop", kPlan);
  EXPECT_NE(text.find("\n  daemon "), std::string::npos) << text;
  EXPECT_NE(text.find("\n  attach "), std::string::npos);
  EXPECT_EQ(text.find("daemon_iex"), std::string::npos);
  EXPECT_EQ(command_in_background("daemon_iex"), "start_iex");
  EXPECT_EQ(command_in_background("start"), std::nullopt);
}

TEST(Usage, ListsTheCommandsOfTheProjectWithWhatTheyRun) {
  erl::LaunchPlan plan = kPlan;
  EXPECT_EQ(usage("shop", plan).find("Commands of this release"), std::string::npos);
  plan.own_commands = {{"seed", {{"eval", "Shop.seed()"}}}, {"reset", {{"drop"}, {"seed"}, {"sync"}}}};
  const std::string text = usage("shop", plan);
  EXPECT_NE(text.find("\nCommands of this release:\n\n  seed                eval 'Shop.seed()'\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\n  reset               drop, then 2 more\n"), std::string::npos) << text;
  EXPECT_NE(refusal("rest", plan).find("did you mean \"reset\"?"), std::string::npos);
}

TEST(Refusal, SuggestsTheCommandThatWasMeant) {
  EXPECT_NE(refusal("strat", kPlan).find("did you mean \"start\"?"), std::string::npos);
  EXPECT_NE(refusal("migrat", kPlan).find("did you mean \"migrate\"?"), std::string::npos);
  EXPECT_NE(refusal("versoin", kPlan).find("did you mean \"version\"?"), std::string::npos);
}

TEST(Refusal, SuggestsNothingThatIsFarAway) {
  EXPECT_EQ(refusal("frobnicate", kPlan), "unknown command \"frobnicate\"");
}

TEST(Refusal, SuggestsCommandsOfTheBackground) {
  EXPECT_NE(refusal("deamon", kPlan).find("did you mean \"daemon\"?"), std::string::npos);
  EXPECT_EQ(refusal("daemon_iexx", {"shop", "0.1.0", "13", true, {}, {}, {}}),
            "unknown command \"daemon_iexx\"");
}

}  // namespace
}  // namespace slipway::launcher

#include "erl/launch_plan.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "erl/text_writer.hpp"

namespace slipway::erl {
namespace {

const LaunchPlan kPlan{
    "shop",
    "0.1.0",
    "13.1.5",
    false,
    {.name = "shop@${IP}", .distribution = "name", .port = 9100},
    {{"PHX_SERVER", "true"}, {"POOL", ""}},
    {{"eval", {"-extra", "--eval", LaunchWord::kExpression, "--", LaunchWord::kArguments}},
     {"start", {LaunchWord::kErlOptions, "-noshell", LaunchWord::kDistribution, "ä \"quoted\""}}},
};

std::string refusal(std::string_view text) {
  try {
    read_launch_plan(text, "launch.term");
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

std::string with_commands(const std::string& commands) {
  return "{launch_plan, 1, #{name => <<\"a\">>, version => <<\"1\">>, erts => <<\"13\">>, commands => " +
         commands + "}}.";
}

TEST(LaunchPlan, IsReadAsItWasWritten) {
  const LaunchPlan plan = read_launch_plan(to_consultable_file(to_term(kPlan)), "launch.term");
  EXPECT_EQ(plan.name, "shop");
  EXPECT_EQ(plan.version, "0.1.0");
  EXPECT_EQ(plan.erts, "13.1.5");
  EXPECT_FALSE(plan.includes_erts);
  EXPECT_EQ(plan.node.name, "shop@${IP}");
  EXPECT_EQ(plan.node.distribution, "name");
  EXPECT_EQ(plan.node.port, 9100);
  EXPECT_EQ(plan.environment, kPlan.environment);
  ASSERT_EQ(plan.commands.size(), 2U);
  for (const LaunchCommand& command : kPlan.commands) {
    ASSERT_NE(plan.find(command.name), nullptr);
    EXPECT_EQ(plan.find(command.name)->words, command.words);
  }
}

TEST(LaunchPlan, KnowsAllItsWords) {
  LaunchCommand all{"all", {}};
  for (int word = 0; word <= static_cast<int>(LaunchWord::kArguments); ++word) {
    all.words.emplace_back(static_cast<LaunchWord>(word));
  }
  const LaunchPlan plan{"a", "1", "13", true, {}, {}, {all}};
  EXPECT_EQ(read_launch_plan(to_consultable_file(to_term(plan)), "launch.term").commands.at(0).words,
            all.words);
}

TEST(LaunchPlan, HasNoCommandThatItDoesNotName) { EXPECT_EQ(kPlan.find("remote"), nullptr); }

TEST(LaunchPlan, MayHaveFieldsOfLaterVersions) {
  EXPECT_EQ(
      refusal("{launch_plan, 1, #{name => <<\"a\">>, version => <<\"1\">>, erts => <<\"13\">>, hooks => [], "
              "commands => #{}}}."),
      "");
}

TEST(LaunchPlan, OfTheFirstVersionHasTheDefaultsOfTheSecond) {
  const LaunchPlan plan = read_launch_plan(with_commands("#{}"), "launch.term");
  EXPECT_TRUE(plan.includes_erts);
  EXPECT_EQ(plan.node.name, std::nullopt);
  EXPECT_EQ(plan.node.distribution, std::nullopt);
  EXPECT_EQ(plan.node.port, std::nullopt);
  EXPECT_TRUE(plan.environment.empty());
}

TEST(LaunchPlan, LeavesOutWhatHasNoValue) {
  const std::string text = to_consultable_file(to_term(LaunchPlan{"a", "1", "13", true, {}, {}, {}}));
  EXPECT_EQ(text.find("node"), std::string::npos) << text;
  EXPECT_EQ(text.find("env"), std::string::npos) << text;
}

TEST(LaunchPlan, NamesASettingThatIsWrong) {
  const auto with = [](const std::string& field) {
    return refusal(
        "{launch_plan, 2, #{name => <<\"a\">>, version => <<\"1\">>, erts => <<\"13\">>, commands => #{}, " +
        field + "}}.");
  };
  EXPECT_EQ(with("node => #{port => 65535}"), "");
  EXPECT_NE(with("includes_erts => yes").find("\"includes_erts\": expected true or false"),
            std::string::npos);
  EXPECT_NE(with("node => []").find("\"node\": expected a map"), std::string::npos);
  EXPECT_NE(with("node => #{name => <<>>}").find("\"name\" is empty"), std::string::npos);
  EXPECT_NE(with("node => #{distribution => <<\"long\">>}").find("\"long\"; it can be name, sname or none"),
            std::string::npos);
  for (const char* port : {"0", "65536", "-1", "<<\"80\">>", "99999999999999999999"}) {
    EXPECT_NE(with("node => #{port => " + std::string(port) + "}").find("from 1 to 65535"),
              std::string::npos);
  }
  EXPECT_NE(with("env => []").find("\"env\": expected a map"), std::string::npos);
  EXPECT_NE(with("env => #{a => <<>>}").find("\"env\": a name: expected a binary"), std::string::npos);
  EXPECT_NE(with("env => #{<<\"A=B\">> => <<>>}").find("\"A=B\" is no name"), std::string::npos);
  EXPECT_NE(with("env => #{<<>> => <<>>}").find("\"\" is no name"), std::string::npos);
  EXPECT_NE(with("env => #{<<\"A\">> => 1}").find("the value of A: expected a binary"), std::string::npos);
  EXPECT_NE(with("env => #{<<\"A\">> => <<0>>}").find("NUL"), std::string::npos);
}

TEST(LaunchPlan, OfALaterVersionIsRefused) {
  EXPECT_NE(refusal("{launch_plan, 3, #{}}.").find("version 3, and this launcher reads up to version 2"),
            std::string::npos);
}

TEST(LaunchPlan, NamesTheEntryThatIsWrong) {
  EXPECT_NE(refusal("[].").find("launch.term: expected {launch_plan"), std::string::npos);
  EXPECT_NE(refusal("{launch_plan, 1, []}.").find("expected a map"), std::string::npos);
  EXPECT_NE(refusal("{launch_plan, 1, #{}}.").find("\"name\" is missing"), std::string::npos);
  EXPECT_NE(refusal("{launch_plan, 1, #{name => \"a\"}}.").find("\"name\": expected a binary"),
            std::string::npos);
  EXPECT_NE(refusal("{launch_plan, 1, #{name => <<>>}}.").find("\"name\" is empty"), std::string::npos);
  EXPECT_NE(refusal(with_commands("#{start => [nonsense]}")).find("command \"start\": the atom \"nonsense\""),
            std::string::npos);
  EXPECT_NE(refusal(with_commands("#{start => [1]}")).find("command \"start\": expected a binary"),
            std::string::npos);
  EXPECT_NE(refusal(with_commands("#{start => [<<0>>]}")).find("NUL"), std::string::npos);
  EXPECT_NE(refusal(with_commands("#{start => mode}")).find("expected a list"), std::string::npos);
  EXPECT_NE(refusal(with_commands("[]")).find("expected a map from names"), std::string::npos);
}

}  // namespace
}  // namespace slipway::erl

#include "erl/launch_plan.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "corpus_support.hpp"
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
    {.before_start = {{"migrate"}, {"/bin/echo", "", "ä ${A}"}},
     .after_start = {{"a"}},
     .before_stop = {{"b"}},
     .after_stop = {{"c"}}},
    {{"migrate", {{"eval", "Shop.migrate()"}}}, {"reset", {{"drop", "all"}, {"migrate"}}}},
    "Shop.ready?()",
    {{"migrate", {}, {"eval", "Shop.Release.migrate"}}, {"server", {{"PHX_SERVER", "true"}}, {"start"}}},
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

constexpr HostileFile kHostile[] = {
    {"command_improper", ": command \"start\": expected a list of binaries and atoms"},
    {"command_is_a_string", ": command \"start\": expected a binary"},
    {"command_of_a_binary_name", ": \"commands\": the name of a command is an atom"},
    {"commands_are_a_list", ": \"commands\": expected a map from names to lists"},
    {"commands_missing", ": \"commands\" is missing"},
    {"cut_short", ":2:44: expected a term, found the end of the file"},
    {"distribution_unknown", ": \"node\": the distribution is \"long\"; it can be name, sname or none"},
    {"empty", ": expected one term, found 0"},
    {"boot_is_a_list", ": \"boot\": expected a map"},
    {"boot_profile_empty", ": \"profile\" is empty"},
    {"boot_profile_in_a_folder", ": \"boot\": \"a/b\" is no name of a boot script"},
    {"health_is_a_binary", ": \"health\": expected a map"},
    {"health_ready_empty", ": \"ready\" is empty"},
    {"health_ready_is_an_atom", ": \"ready\": expected a binary"},
    {"hook_improper", ": hook \"before_stop\": expected a list of lists of binaries"},
    {"hook_is_a_step", ": hook \"before_start\": a step is a list of binaries, at least one"},
    {"hook_of_no_steps", ": hook \"before_stop\": expected a list of lists of binaries"},
    {"hooks_are_a_list", ": \"hooks\": expected a map"},
    {"own_command_is_a_binary", ": own command \"a\": expected a list of lists of binaries"},
    {"own_command_is_an_atom", ": \"own_commands\": a name: expected a binary"},
    {"own_command_without_name", ": \"own_commands\": a name is empty"},
    {"own_commands_are_a_list", ": \"own_commands\": expected a map from names to lists"},
    {"step_begins_with_nothing", ": hook \"after_stop\": the first word of a step is empty"},
    {"step_improper", ": hook \"after_start\": a step is a list of binaries, at least one"},
    {"step_of_a_string", ": hook \"after_stop\": expected a binary"},
    {"step_of_no_words", ": hook \"after_start\": a step is a list of binaries, at least one"},
    {"step_with_nul", ": hook \"after_stop\": a word can't hold a NUL byte"},
    {"env_is_a_list", ": \"env\": expected a map from names to values"},
    {"erts_is_bits", ": \"erts\": expected a binary"},
    {"fields_are_a_list", ": expected a map as the third element of launch_plan"},
    {"includes_erts_is_1", ": \"includes_erts\": expected true or false"},
    {"name_empty", ": \"name\" is empty"},
    {"name_is_a_string", ": \"name\": expected a binary"},
    {"name_missing", ": \"name\" is missing"},
    {"node_is_a_list", ": \"node\": expected a map"},
    {"node_name_empty", ": \"name\" is empty"},
    {"not_utf8", ":1:19: expected UTF-8 text"},
    {"other_term", ": expected {launch_plan, Version, #{...}}"},
    {"other_version",
     ": a launch plan of version 6, and this launcher reads up to version 5; use the launcher of the Slipway "
     "that wrote it"},
    {"program_in_a_folder", ": \"programs\": \"a/b\" is no name of a file"},
    {"program_is_a_list", ": \"programs\": expected a map for \"a\""},
    {"program_of_no_words", ": program \"a\": a step is a list of binaries, at least one"},
    {"program_without_words", ": program \"a\": \"words\" is missing"},
    {"programs_are_a_list", ": \"programs\": expected a map from names to maps"},
    {"port_is_a_float", ": \"node\": a port is an integer from 1 to 65535"},
    {"port_of_20_digits", ": \"node\": a port is an integer from 1 to 65535"},
    {"port_out_of_range", ": \"node\": a port is an integer from 1 to 65535"},
    {"two_plans", ": expected one term, found 2"},
    {"unknown_word", ": command \"start\": the atom \"somewhere\" is no word of a launch plan"},
    {"value_with_nul", ": \"env\": the value of A: a word can't hold a NUL byte"},
    {"variable_is_an_atom", ": \"env\": a name: expected a binary"},
    {"variable_with_an_equals_sign", ": \"env\": \"A=B\" is no name of a variable"},
    {"variable_with_nul", ": \"env\": a name: a word can't hold a NUL byte"},
    {"variable_without_name", ": \"env\": \"\" is no name of a variable"},
    {"version_0", ": the version of a launch plan is a positive integer"},
    {"version_of_2_to_the_64", ": the version of a launch plan is a positive integer"},
    {"version_with_nul", ": \"version\": a word can't hold a NUL byte"},
    {"word_is_a_string", ": command \"start\": expected a binary"},
    {"word_is_nested", ": command \"start\": expected a binary"},
    {"word_with_nul", ": command \"start\": a word can't hold a NUL byte"},
};

TEST(LaunchPlan, HostileFilesAreRefusedWithTheirReason) {
  expect_corpus("launch_plan", kHostile, [](auto text, auto source) { read_launch_plan(text, source); });
}

TEST(LaunchPlan, IsRefusedWhereverItIsCutShort) {
  std::string text = corpus_file("launch_plan/good_version_4.term");
  text.pop_back();  // the line feed behind the full stop
  expect_refused_when_cut(text, [](auto cut, auto source) { read_launch_plan(cut, source); });
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
  EXPECT_EQ(plan.hooks.before_start, kPlan.hooks.before_start);
  EXPECT_EQ(plan.hooks.after_start, kPlan.hooks.after_start);
  EXPECT_EQ(plan.hooks.before_stop, kPlan.hooks.before_stop);
  EXPECT_EQ(plan.hooks.after_stop, kPlan.hooks.after_stop);
  ASSERT_EQ(plan.own_commands.size(), 2U);
  for (const LaunchOwnCommand& command : kPlan.own_commands) {
    ASSERT_NE(plan.find_own(command.name), nullptr);
    EXPECT_EQ(plan.find_own(command.name)->steps, command.steps);
  }
  EXPECT_EQ(plan.health_ready, "Shop.ready?()");
  ASSERT_NE(plan.find_program("server"), nullptr);
  EXPECT_EQ(plan.find_program("server")->environment, kPlan.programs.back().environment);
  EXPECT_EQ(plan.find_program("server")->words, kPlan.programs.back().words);
  ASSERT_NE(plan.find_program("migrate"), nullptr);
  EXPECT_EQ(plan.find_program("migrate")->words, kPlan.programs.front().words);
  EXPECT_EQ(plan.find_program("start"), nullptr);
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
      refusal("{launch_plan, 1, #{name => <<\"a\">>, version => <<\"1\">>, erts => <<\"13\">>, later => [], "
              "commands => #{}}}."),
      "");
}

TEST(LaunchPlan, OfTheFirstVersionHasTheDefaultsOfTheOthers) {
  const LaunchPlan plan = read_launch_plan(with_commands("#{}"), "launch.term");
  EXPECT_TRUE(plan.includes_erts);
  EXPECT_EQ(plan.node.name, std::nullopt);
  EXPECT_EQ(plan.node.distribution, std::nullopt);
  EXPECT_EQ(plan.node.port, std::nullopt);
  EXPECT_TRUE(plan.environment.empty());
  EXPECT_TRUE(plan.hooks.before_start.empty());
  EXPECT_TRUE(plan.own_commands.empty());
  EXPECT_EQ(plan.health_ready, std::nullopt);
}

TEST(LaunchPlan, LeavesOutWhatHasNoValue) {
  const std::string text = to_consultable_file(to_term(LaunchPlan{"a", "1", "13", true, {}, {}, {}}));
  EXPECT_EQ(text.find("node"), std::string::npos) << text;
  EXPECT_EQ(text.find("env"), std::string::npos) << text;
  EXPECT_EQ(text.find("hooks"), std::string::npos) << text;
  EXPECT_EQ(text.find("own_commands"), std::string::npos) << text;
  EXPECT_EQ(text.find("health"), std::string::npos) << text;
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
  EXPECT_NE(refusal("{launch_plan, 6, #{}}.").find("version 6, and this launcher reads up to version 5"),
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

#include "base/command_words.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace slipway {
namespace {

using Words = std::vector<std::string>;
using Environment = std::vector<std::pair<std::string, std::string>>;

Words words_of(std::string_view text) { return split_command(text).words; }

std::string problem_of(std::string_view text) {
  try {
    split_command(text);
  } catch (const Error& error) {
    return error.message();
  }
  return "none";
}

TEST(CommandWords, StandBetweenWhiteSpace) {
  EXPECT_EQ(words_of("mix deps.get --only prod"), (Words{"mix", "deps.get", "--only", "prod"}));
  EXPECT_EQ(words_of("  npm\t ci\n"), (Words{"npm", "ci"}));
}

TEST(CommandWords, AreProtectedByQuotesAndBackslashes) {
  EXPECT_EQ(words_of(R"(sh -c 'echo "$HOME" | cat')"), (Words{"sh", "-c", R"(echo "$HOME" | cat)"}));
  EXPECT_EQ(words_of(R"(a "b c\"d\e" f\ g "" '')"), (Words{"a", R"(b c"d\e)", "f g", "", ""}));
  EXPECT_EQ(words_of(R"(a'b'"c"d)"), Words{"abcd"});
}

TEST(CommandWords, HaveAssignmentsInFront) {
  const CommandLine command = split_command("NODE_ENV=production A='x y' npm run A=b");
  EXPECT_EQ(command.environment, (Environment{{"NODE_ENV", "production"}, {"A", "x y"}}));
  EXPECT_EQ(command.words, (Words{"npm", "run", "A=b"}));
}

TEST(CommandWords, AnAssignmentHasABareName) {
  EXPECT_EQ(words_of("'A=b' c"), (Words{"A=b", "c"}));
  EXPECT_EQ(words_of("A'B=c' d"), (Words{"AB=c", "d"}));
  EXPECT_EQ(words_of("1A=b c"), (Words{"1A=b", "c"}));
  EXPECT_EQ(words_of("=b c"), (Words{"=b", "c"}));
}

TEST(CommandWords, RefuseWhatOnlyAShellCanDo) {
  for (const char* text : {"a | b", "a && b", "a; b", "a >b", "a <b", "(a)", "a $B", "a `b`", "a *.js", "a ?",
                           "a [b]", "a # b", "a ~/b", "a {b,c}", "! a", "a \"$B\"", "a \"`b`\""}) {
    EXPECT_NE(problem_of(text).find("needs a shell"), std::string::npos) << text;
  }
}

TEST(CommandWords, RefuseWhatDoesNotEnd) {
  EXPECT_EQ(problem_of("a 'b"), "a ' is not closed");
  EXPECT_EQ(problem_of("a \"b"), "a \" is not closed");
  EXPECT_EQ(problem_of("a \"b\\"), "a \" is not closed");
  EXPECT_EQ(problem_of("a \\"), "it ends with a backslash");
}

TEST(CommandWords, NeedAProgram) {
  EXPECT_EQ(problem_of(""), "there is no program to run");
  EXPECT_EQ(problem_of(" \n"), "there is no program to run");
  EXPECT_EQ(problem_of("A=b"), "there is no program to run");
}

TEST(CommandWords, ReadBackAsTheyWere) {
  const CommandLine command{{{"A", "x y"}, {"B", ""}}, {"sh", "-c", "it's $HOME", "", "--a=b"}};
  EXPECT_EQ(command_text(command), R"(A='x y' B= sh -c 'it'\''s $HOME' '' --a=b)");
  const CommandLine again = split_command(command_text(command));
  EXPECT_EQ(again.environment, command.environment);
  EXPECT_EQ(again.words, command.words);
}

}  // namespace
}  // namespace slipway

#include "project/slipway_toml.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::project {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

constexpr HostileFile kHostile[] = {
    {"cookie_in_the_open",
     ":2: [env] RELEASE_COOKIE would be readable by everyone; set it in the environment of the release, or "
     "`cookie:` of the release in mix.exs"},
    {"distribution_is_a_boolean",
     R"(:2: [node] distribution must be "name" (full host names), "sname" (short ones) or "none", not false)"},
    {"distribution_unknown",
     R"(:2: [node] distribution must be "name" (full host names), "sname" (short ones) or "none", not "long")"},
    {"dollar_alone",
     R"(:2: [env] A is "$HOME/x": a $ stands alone; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar)"},
    {"dollar_at_the_end",
     R"(:2: [env] A is "5 $": a $ stands alone; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar)"},
    {"expression_bad_name",
     R"(:2: [env] A is "${1ST:-x}": "1ST" can't name a variable; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar)"},
    {"expression_empty",
     R"(:2: [env] A is "${}": "" can't name a variable; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar)"},
    {"expression_nested", R"(:2: [env] A is "${B:-${C}}": the default of B holds a $, which it can't)"},
    {"expression_not_closed",
     R"(:2: [node] name is "a@${IP": a ${ is not closed; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar)"},
    {"expression_other_operator",
     R"(:2: [env] A is "${B:=x}": "B:=x" can't name a variable; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar)"},
    {"integer_too_large",
     ":2: Error while parsing decimal integer: '9223372036854775808' is not representable in 64 bits"},
    {"key_of_40000_parts", ":1: a key has at most 32 parts"},
    {"name_empty",
     R"(:2: [node] name must be NAME or NAME@HOST without spaces, not ""; for example "${RELEASE_NAME}@${IP}")"},
    {"name_is_a_number", ":2: [node] name must be a string, not 1"},
    {"name_with_space",
     R"(:2: [node] name must be NAME or NAME@HOST without spaces, not "my shop"; for example "${RELEASE_NAME}@${IP}")"},
    {"name_with_two_hosts",
     R"(:2: [node] name must be NAME or NAME@HOST without spaces, not "a@b@c"; for example "${RELEASE_NAME}@${IP}")"},
    {"name_without_name",
     R"(:2: [node] name must be NAME or NAME@HOST without spaces, not "@${IP}"; for example "${RELEASE_NAME}@${IP}")"},
    {"nested_100000_arrays",
     ":1: Error while parsing value: exceeded maximum nested value depth of 256 (TOML_MAX_NESTED_VALUES)"},
    {"control_character_in_a_header", ":2: a control character (0); a string has it as \"\\u0000\""},
    {"control_character_in_a_comment", ":1: a control character (127); a string has it as \"\\u007F\""},
    {"not_toml", ":1: Error while parsing key-value pair: expected '=', saw ':'"},
    {"not_utf8", ":2: Encountered invalid utf-8 sequence"},
    {"nul_byte", R"(:2: a control character (0); a string has it as "\u0000")"},
    {"port_0", ":2: [node] port must be a whole number from 1 to 65535, found 0"},
    {"port_65536", ":2: [node] port must be a whole number from 1 to 65535, found 65536"},
    {"port_is_text", R"(:4: [node] port must be a whole number from 1 to 65535, found "abc")"},
    {"port_negative", ":2: [node] port must be a whole number from 1 to 65535, found -1"},
    {"port_with_fraction",
     ":2: [node] port must be a whole number from 1 to 65535, found a number with a fraction"},
    {"same_key_twice", ":3: Error while parsing key-value pair: cannot redefine existing integer 'A'"},
    {"same_section_twice", ":4: Error while parsing table header: cannot redefine existing table 'env'"},
    {"section_far_from_all", ":1: unknown section [deployment]; the sections are [node] and [env]"},
    {"section_is_a_string",
     R"(:1: node must be a table, not "shop": write [node] on a line of its own, and the settings below it)"},
    {"section_is_an_array",
     ":1: env must be a table, not an array: write [env] on a line of its own, and the settings below it"},
    {"section_of_a_later_version",
     ":3: [image] is not supported yet: it comes with a later version of Slipway; remove it (this one knows "
     "[node] and [env])"},
    {"setting_outside_of_a_section",
     ":1: unknown setting port outside of a section; the sections are [node] and [env]"},
    {"table_in_node", R"(:1: [node] has no setting "tls"; it has name, distribution and port)"},
    {"unknown_section", ":1: unknown section [nodes]; did you mean node?"},
    {"unknown_setting", R"(:2: [node] has no setting "ports"; did you mean port?)"},
    {"value_is_a_date", ":2: [env] DAY must be a string, a whole number or a boolean, not a date or a time"},
    {"value_is_a_fraction", ":2: [env] RATE is a number with a fraction; write it as a string, in quotes"},
    {"value_is_an_array", ":2: [env] HOSTS must be a string, a whole number or a boolean, not an array"},
    {"value_with_nul", ":2: [env] A holds a NUL character, which no variable can hold; remove it"},
    {"variable_of_the_launcher",
     ":2: [env] can't set RELEASE_ROOT: the launcher sets it at every start; remove it"},
    {"variable_twice_set", ":2: [env] RELEASE_NODE says the same as [node] name does; remove one of them"},
    {"variable_with_dash",
     R"(:2: [env] "MY-APP" can't name a variable; use letters, digits and _, and no digit in front)"},
    {"variable_with_digit_in_front",
     R"(:2: [env] "1A" can't name a variable; use letters, digits and _, and no digit in front)"},
    {"variable_without_name",
     R"(:2: [env] "" can't name a variable; use letters, digits and _, and no digit in front)"},
};

TEST(SlipwayToml, HostileFilesAreRefusedWithTheirReason) {
  expect_corpus("slipway_toml", kHostile, [](auto text, auto source) { parse_settings(text, source); });
}

TEST(SlipwayToml, SetsTheNodeAndTheEnvironment) {
  const Settings settings = parse_settings(corpus_file("slipway_toml/good_full.toml"), "FILE");
  EXPECT_EQ(settings.node.name, "${RELEASE_NAME}@${HOSTNAME:-127.0.0.1}");
  EXPECT_EQ(settings.node.distribution, "name");
  EXPECT_EQ(settings.node.port, 9100);
  EXPECT_EQ(settings.environment, (Variables{{"PHX_SERVER", "true"},
                                             {"POOL_SIZE", "20"},
                                             {"ECTO_IPV6", "false"},
                                             {"GREETING", "Grüße for $$5 from ${USER:-}"}}));
}

TEST(SlipwayToml, SetsNothingWhereItSaysNothing) {
  const Settings settings = parse_settings("[node]\n[env]\n", "FILE");
  EXPECT_EQ(settings.node.name, std::nullopt);
  EXPECT_EQ(settings.node.distribution, std::nullopt);
  EXPECT_EQ(settings.node.port, std::nullopt);
  EXPECT_TRUE(settings.environment.empty());
}

TEST(SlipwayToml, MayTakeTheCookieFromAnotherVariable) {
  EXPECT_EQ(parse_settings("env.RELEASE_COOKIE = '${MY_COOKIE}'", "FILE").environment,
            (Variables{{"RELEASE_COOKIE", "${MY_COOKIE}"}}));
}

TEST(SlipwayToml, IsReadFromTheProjectsFolder) {
  const TemporaryFolder folder;
  EXPECT_FALSE(read_settings(folder.path()));
  folder.write("slipway.toml", "[node]\nport = 9100\n");
  EXPECT_EQ(read_settings(folder.path())->node.port, 9100);
  folder.write("slipway.toml", "[node]\n\n\nport = \"abc\"\n");
  EXPECT_EQ(error_of([&] { read_settings(folder.path()); }),
            "slipway.toml:4: [node] port must be a whole number from 1 to 65535, found \"abc\"");
}

TEST(Expressions, AreCheckedBeforeTheLauncherMeetsThem) {
  for (const char* good :
       {"", "plain", "${A}", "x${_a1}y${B:-}z", "${A:-b c:-/}", "$$", "$${", "$$$${A}", "}"}) {
    EXPECT_EQ(expression_problem(good), std::nullopt) << good;
  }
  for (const char* bad :
       {"$", "$A", "${", "${A", "${}", "${A B}", "${A:-$B}", "${A:-$$}", "$$$", "${:-x}", "${A-b}"}) {
    EXPECT_NE(expression_problem(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace slipway::project

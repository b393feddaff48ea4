#include "project/slipway_toml.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::project {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

constexpr HostileFile kHostile[] = {
    {"boot_profile_empty",
     R"(:2: [boot] profile must be the path of a file, such as "rel/boot.profile", not "")"},
    {"boot_profile_is_a_list",
     R"(:2: [boot] profile must be the path of a file, such as "rel/boot.profile", not an array)"},
    {"boot_profile_with_nul", ":2: [boot] profile holds a NUL character; remove it"},
    {"boot_setting_unknown", R"(:2: [boot] has no setting "profiles"; it has profile)"},
    {"check_ignore_is_a_string",
     R"(:2: [check] ignore must be an array of rules, such as ["releases_exs"], not "releases_exs")"},
    {"check_ignore_no_paths",
     R"(:2: [check] ignore has no paths behind "releases_exs:"; write them, as in "releases_exs:lib/legacy/*", or no colon)"},
    {"check_ignore_number", ":4: an entry of [check] ignore must be a string, RULE or RULE:PATHS, not 5"},
    {"check_ignore_with_nul", ":2: an entry of [check] ignore holds a NUL character; remove it"},
    {"check_rule_far_from_all",
     R"(:2: [check] ignore names "lib/old.ex", which is no rule; the rules are compile_time_read, baked_configuration, baked_secret, mix_at_run_time, missing_application, releases_exs and unreadable)"},
    {"check_rule_unknown",
     R"(:2: [check] ignore names "compile_time_reads", which is no rule; did you mean compile_time_read?)"},
    {"check_setting_unknown", R"(:2: [check] has no setting "ignored"; it has ignore and strict)"},
    {"check_strict_is_text", R"(:2: [check] strict must be true or false, not "yes")"},
    {"command_empty",
     R"X(:2: [commands] migrate is empty; it must be an array of words, ["eval", "MyApp.migrate()"], or an array of such arrays)X"},
    {"command_is_a_string",
     R"X(:2: [commands] migrate must be an array of words, ["eval", "MyApp.migrate()"], or an array of such arrays, not "eval X")X"},
    {"command_mixed",
     R"X(:2: [commands] migrate must be an array of steps, each an array of words: [["eval", "MyApp.migrate()"]]; found "b")X"},
    {"command_mixed_otherwise", ":2: a word of [commands] migrate must be a string, not an array"},
    {"command_of_a_later_launcher",
     ":2: [commands] health: bin/NAME has a command of this name itself; choose another one"},
    {"command_of_the_launcher",
     ":2: [commands] start: bin/NAME has a command of this name itself; choose another one"},
    {"command_that_runs_itself", R"(:2: [commands] a runs "a": it would run itself for ever)"},
    {"command_with_a_bad_name",
     R"(:2: [commands] "Run it" can't name a command; use up to 64 of a-z, 0-9, _ and -, and a letter in front)"},
    {"command_with_a_long_name",
     R"(:2: [commands] "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" can't name a command; use up to 64 of a-z, 0-9, _ and -, and a letter in front)"},
    {"commands_that_run_each_other",
     R"(:3: [commands] a runs "b", which runs "a": it would run itself for ever)"},
    {"cookie_in_the_open",
     ":2: [env] RELEASE_COOKIE would be readable by everyone; set it in the environment of the release, or "
     "`cookie:` of the release in mix.exs"},
    {"date_with_a_string_in_it", ":2: Error while parsing date: expected '-', saw '%'"},
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
    {"header_of_an_array_without_key",
     ":1: Error while parsing key: expected bare key starting character or string delimiter, saw '='"},
    {"header_without_key",
     ":2: Error while parsing key: expected bare key starting character or string delimiter, saw '?'"},
    {"health_is_a_boolean",
     R"X(:2: [health] ready must be an expression, such as "MyApp.ready?()", not true)X"},
    {"health_is_blank", R"X(:2: [health] ready must be an expression, such as "MyApp.ready?()", not " \n")X"},
    {"health_unknown", R"(:2: [health] has no setting "live"; it has ready)"},
    {"health_with_nul", ":2: [health] ready holds a NUL character; remove it"},
    {"hook_empty", ":2: [hooks] after_stop is empty; remove it"},
    {"hook_eval_of_nothing", R"(:2: [hooks] before_start runs "eval", which needs an expression behind it)"},
    {"hook_far_from_all",
     R"(:2: there is no hook "migration"; the hooks are before_start, after_start, before_stop and after_stop)"},
    {"hook_is_a_string",
     R"X(:2: [hooks] before_start must be an array of steps, each an array of words: [["eval", "MyApp.migrate()"]], not "eval X")X"},
    {"hook_is_one_step",
     R"X(:2: [hooks] before_start must be an array of steps, each an array of words: [["eval", "MyApp.migrate()"]]; found "eval")X"},
    {"hook_step_empty", ":4: [hooks] after_stop has a step without words; remove it"},
    {"hook_that_starts_at_last",
     R"(:2: [hooks] before_start runs "a", which runs "b", and that "daemon", which a hook can't run; it can run programs, your own [commands], and eval, rpc, ping, health, pid and version)"},
    {"hook_that_stops",
     R"(:2: [hooks] before_stop runs "stop", which a hook can't run; it can run programs, your own [commands], and eval, rpc, ping, health, pid and version)"},
    {"hook_unknown", R"(:2: there is no hook "befor_start"; did you mean before_start?)"},
    {"hook_word_empty",
     ":2: the first word of a step of [hooks] after_stop is empty; it is a command of the release or a "
     "program"},
    {"hook_word_is_a_number", ":3: a word of [hooks] after_stop must be a string, not 5"},
    {"hook_word_with_dollar",
     R"(:2: a word of [hooks] after_stop is "$A": a $ stands alone; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar)"},
    {"hook_word_with_nul",
     ":2: a word of [hooks] after_stop holds a NUL character, which no variable and no argument can hold; "
     "remove it"},
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
    {"key_that_is_not_ascii",
     ":1: only strings and comments hold characters that are not ASCII; a key needs quotes then"},
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
    {"section_far_from_all",
     ":1: unknown section [deployment]; the sections are [node], [env], [hooks], [commands], [health], "
     "[boot], [image], [build] and [check]"},
    {"section_is_a_string",
     R"(:1: node must be a table, not "shop": write [node] on a line of its own, and the settings below it)"},
    {"section_is_an_array",
     ":1: env must be a table, not an array: write [env] on a line of its own, and the settings below it"},
    {"setting_outside_of_a_section",
     ":1: unknown setting port outside of a section; the sections are [node], [env], [hooks], [commands], "
     "[health], [boot], [image], [build] and [check]"},
    {"string_in_the_middle_of_a_number",
     ":2: a \" begins a string right behind another character; put a blank between"},
    {"table_in_node", R"(:1: [node] has no setting "tls"; it has name, distribution and port)"},
    {"unknown_section", ":1: unknown section [nodes]; did you mean node?"},
    {"unknown_setting", R"(:2: [node] has no setting "ports"; did you mean port?)"},
    {"value_is_a_date", ":2: [env] DAY must be a string, a whole number or a boolean, not a date or a time"},
    {"value_is_a_fraction", ":2: [env] RATE is a number with a fraction; write it as a string, in quotes"},
    {"value_is_an_array", ":2: [env] HOSTS must be a string, a whole number or a boolean, not an array"},
    {"value_with_nul",
     ":2: [env] A holds a NUL character, which no variable and no argument can hold; remove it"},
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

TEST(SlipwayToml, SaysWhatIsRunAroundTheSystem) {
  using Steps = std::vector<erl::LaunchStep>;
  const Settings settings = parse_settings(corpus_file("slipway_toml/good_hooks.toml"), "FILE");
  EXPECT_EQ(settings.hooks.before_start,
            (Steps{{"migrate"}, {"/usr/bin/logger", "-t", "${RELEASE_NAME}", "costs $$5"}}));
  EXPECT_EQ(settings.hooks.after_start, (Steps{{"rpc", "Shop.open()"}}));
  EXPECT_EQ(settings.hooks.before_stop, (Steps{{"close-shop"}}));
  EXPECT_EQ(settings.hooks.after_stop, (Steps{{"sync"}}));
  ASSERT_EQ(settings.own_commands.size(), 3U);
  EXPECT_EQ(settings.own_commands[0].name, "migrate");
  EXPECT_EQ(settings.own_commands[0].steps, (Steps{{"eval", "Shop.Release.migrate()"}}));
  EXPECT_EQ(settings.own_commands[1].name, "close-shop");
  EXPECT_EQ(settings.own_commands[1].steps, (Steps{{"rpc", "Shop.close()"}, {"sleep", "5"}}));
  EXPECT_EQ(settings.own_commands[2].steps, (Steps{{"remote"}}));
  EXPECT_EQ(settings.health_ready, "Shop.ready?(\"a\") and $x");
}

TEST(SlipwayToml, SetsNothingWhereItSaysNothing) {
  const Settings settings = parse_settings("[node]\n[env]\n[hooks]\n[commands]\n[health]\n", "FILE");
  EXPECT_EQ(settings.node.name, std::nullopt);
  EXPECT_EQ(settings.node.distribution, std::nullopt);
  EXPECT_EQ(settings.node.port, std::nullopt);
  EXPECT_TRUE(settings.environment.empty());
  EXPECT_TRUE(settings.hooks.before_start.empty());
  EXPECT_TRUE(settings.own_commands.empty());
  EXPECT_EQ(settings.health_ready, std::nullopt);
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

#include "launcher/expansion.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "corpus_support.hpp"

namespace slipway::launcher {
namespace {

using namespace std::string_view_literals;

const HostFacts kHost{[] { return std::string("10.0.0.7"); }, [] { return std::string("pod-1"); }};
const HostFacts kNoHost{[] { return std::string(); }, [] { return std::string(); }};

std::string expanded(std::string_view value, const std::vector<std::string>& entries = {},
                     const HostFacts& host = kHost) {
  return expand(value, "[env] X", Environment(entries), host);
}

std::string refusal(std::string_view value, const HostFacts& host = kHost) {
  try {
    expanded(value, {}, host);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

constexpr HostileFile kHostile[] = {
    {"back_ticks_in_a_name", ": \"${`id`}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
    {"brace_closed_before", ": \"${\" at offset 1 has no \"}\""},
    {"brace_not_closed", ": \"${\" at offset 0 has no \"}\""},
    {"command", ": \"$\" at offset 0 begins neither ${NAME} nor $$, which is a dollar"},
    {"default_in_a_default", ": the default of ${C} holds another \"${\""},
    {"default_not_closed", ": \"${\" at offset 0 has no \"}\""},
    {"dollar_at_the_end", ": \"$\" at offset 1 begins neither ${NAME} nor $$, which is a dollar"},
    {"dollar_at_the_end_behind_a_dollar",
     ": \"$\" at offset 3 begins neither ${NAME} nor $$, which is a dollar"},
    {"dollar_before_a_name", ": \"$\" at offset 0 begins neither ${NAME} nor $$, which is a dollar"},
    {"dollar_before_nul", ": \"$\" at offset 0 begins neither ${NAME} nor $$, which is a dollar"},
    {"indirect", ": \"${!A}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
    {"missing_variable", ": the variable C is not set; set it, or write ${C:-DEFAULT}"},
    {"missing_variable_of_100_letters",
     ": the variable "
     "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC "
     "is not set; set it, or write "
     "${CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC:"
     "-DEFAULT}"},
    {"name_begins_with_a_digit", ": \"${1A}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
    {"name_with_a_letter_beyond_ascii",
     ": \"${Ä}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
    {"name_with_a_space", ": \"${A B}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
    {"name_with_nul", ": \"${A\0}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"sv},
    {"nested_10000", ": \"${\" at offset 0 has no \"}\""},
    {"no_name", ": \"${}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
    {"no_name_before_a_default", ": \"${:-x}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
    {"other_operator", ": \"${A:?missing}\" has no name of a variable; it is ${NAME} or ${NAME:-DEFAULT}"},
};

TEST(Expansion, RefusesHostileValuesWithTheirReason) {
  const Environment environment({"A=a", "B=", "EXPRESSION=${A}"});
  expect_corpus("expansion", kHostile, [&environment](auto value, auto source) {
    // The value stands in front of each reason, whole.
    const std::string seen = " of slipway.toml is \"" + std::string(value) + "\"";
    try {
      expand(value, source, environment, kHost);
    } catch (const Error& error) {
      const std::size_t at = error.message().find(seen);
      ASSERT_EQ(at, source.size()) << error.message();
      throw Error(std::string(source) + error.message().substr(at + seen.size()));
    }
  });
}

TEST(Expansion, LeavesOtherTextAsItIs) {
  EXPECT_EQ(expanded(""), "");
  EXPECT_EQ(expanded("a {b} \\n } ä"), "a {b} \\n } ä");
}

TEST(Expansion, PutsVariablesIn) {
  EXPECT_EQ(expanded("${A}-${B_2}${A}", {"A=x", "B_2=y z"}), "x-y zx");
  EXPECT_EQ(expanded("<${EMPTY}>", {"EMPTY="}), "<>");
  EXPECT_EQ(expanded("${A}", {"A=${B}"}), "${B}");
}

TEST(Expansion, TakesTheDefaultWhereAVariableIsNotSetOrEmpty) {
  EXPECT_EQ(expanded("${A:-10}"), "10");
  EXPECT_EQ(expanded("${A:-10}", {"A="}), "10");
  EXPECT_EQ(expanded("${A:-10}", {"A=5"}), "5");
  EXPECT_EQ(expanded("${A:-}"), "");
  EXPECT_EQ(expanded("${A:-a:-b $ c}"), "a:-b $ c");
}

TEST(Expansion, AsksTheHostForItsAddressAndName) {
  EXPECT_EQ(expanded("shop@${IP}"), "shop@10.0.0.7");
  EXPECT_EQ(expanded("shop@${HOSTNAME}"), "shop@pod-1");
  EXPECT_EQ(expanded("${IP} ${HOSTNAME}", {"IP=::1", "HOSTNAME=mine"}), "::1 mine");
  EXPECT_EQ(expanded("${IP:-127.0.0.1}", {}, kNoHost), "127.0.0.1");
  EXPECT_NE(refusal("${IP}", kNoHost).find("no variable IP is set, and no interface"), std::string::npos);
}

TEST(Expansion, KnowsThisHost) {
  const HostFacts host = facts_of_this_host();
  EXPECT_FALSE(host.name().empty());
  EXPECT_FALSE(host.address().starts_with("127."));
}

TEST(Expansion, WritesADollarAsTwo) {
  EXPECT_EQ(expanded("$$"), "$");
  EXPECT_EQ(expanded("a$$${A}$${A}", {"A=x"}), "a$x${A}");
}

TEST(Expansion, NamesTheSettingAndTheVariable) {
  EXPECT_EQ(refusal("${SECRET}"),
            "[env] X of slipway.toml is \"${SECRET}\": the variable SECRET is not set; set it, or write "
            "${SECRET:-DEFAULT}");
}

TEST(Expansion, RefusesWhatIsNotClosedOrHasNoName) {
  EXPECT_NE(refusal("ab${C").find("\"${\" at offset 2 has no \"}\""), std::string::npos);
  for (const char* value : {"${}", "${1A}", "${A-B}", "${:-x}", "${A B}", "${A:+x}"}) {
    EXPECT_NE(refusal(value).find("has no name of a variable"), std::string::npos) << value;
  }
  EXPECT_NE(refusal("${A:-${B}}").find("the default of ${A} holds another"), std::string::npos);
  for (const char* value : {"$", "$A", "a$ b", "${A:-x}$"}) {
    EXPECT_NE(refusal(value).find("begins neither ${NAME} nor $$"), std::string::npos) << value;
  }
}

}  // namespace
}  // namespace slipway::launcher

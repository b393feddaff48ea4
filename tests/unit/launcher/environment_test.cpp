#include "launcher/environment.hpp"

#include <gtest/gtest.h>

namespace slipway::launcher {
namespace {

TEST(Environment, GivesTheFirstOfSeveralEntries) {
  const Environment environment({"A=1", "A=2"});
  EXPECT_EQ(environment.get("A"), "1");
  EXPECT_EQ(environment.get("B"), std::nullopt);
}

TEST(Environment, DoesNotTakeAPrefixForTheName) {
  const Environment environment({"AB=1", "A"});
  EXPECT_EQ(environment.get("A"), std::nullopt);
}

TEST(Environment, CountsEmptyAsUnsetForDefaults) {
  Environment environment({"EMPTY=", "FULL=x"});
  environment.set_default("EMPTY", "default");
  environment.set_default("FULL", "default");
  EXPECT_EQ(environment.get("EMPTY"), "default");
  EXPECT_EQ(environment.get("FULL"), "x");
}

TEST(Environment, ReplacesAllEntriesOfAName) {
  Environment environment({"A=1", "B=2", "A=3", "odd"});
  environment.set("A", "4");
  EXPECT_EQ(environment.entries(), (std::vector<std::string>{"B=2", "odd", "A=4"}));
}

TEST(ExecPointers, EndWithNull) {
  const std::vector<std::string> strings = {"a", "b"};
  const std::vector<char*> pointers = exec_pointers(strings);
  ASSERT_EQ(pointers.size(), 3U);
  EXPECT_STREQ(pointers[1], "b");
  EXPECT_EQ(pointers[2], nullptr);
}

}  // namespace
}  // namespace slipway::launcher

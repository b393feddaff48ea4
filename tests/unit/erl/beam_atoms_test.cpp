#include "erl/beam_atoms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace slipway::erl {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;

// tests/unit/image/shell_calls_test.cpp and module_facts_test.cpp read hostile tables.
TEST(BeamAtoms, AreThoseOfTheTable) {
  EXPECT_THAT(read_atom_table("\0\0\0\x02\x04shop\x03run"s, "test"), ElementsAre("shop", "run"));
  EXPECT_THAT(read_atom_table("\xFF\xFF\xFF\xFE\x40shop\x30run"s, "test"), ElementsAre("shop", "run"));
}

std::string code(const std::string& instructions) { return std::string(20, '\0') + instructions; }

TEST(BeamCode, RunsOnLoadBehindALabelOfAnyLength) {
  EXPECT_TRUE(may_run_on_load(code("\x01\x20\x95"s)));              // label 2
  EXPECT_TRUE(may_run_on_load(code("\x01\x28\x10\x95"s)));          // label 272
  EXPECT_TRUE(may_run_on_load(code("\x01\x18\x10\x00\x95"s)));      // label 4096
  EXPECT_TRUE(may_run_on_load(code("\x01\x38\x01\x00\x00\x95"s)));  // label 65536
}

TEST(BeamCode, DoesNotRunOnLoadBehindAnythingElse) {
  EXPECT_FALSE(may_run_on_load(code("")));
  EXPECT_FALSE(may_run_on_load("\x95"));
  EXPECT_FALSE(may_run_on_load(code("\x01\x25\x95"s)));
  EXPECT_FALSE(may_run_on_load(code("\x40\x20\x95"s)));
}

}  // namespace
}  // namespace slipway::erl

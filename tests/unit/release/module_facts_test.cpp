#include "release/module_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus_support.hpp"

namespace slipway::release {
namespace {

using testing::UnorderedElementsAre;

ModuleFacts facts_of(std::string_view name) {
  const std::string path = "module_facts/" + std::string(name) + ".beam";
  return read_module_facts(corpus_file(path), path);
}

constexpr HostileFile kHostile[] = {
    {"atom_not_utf8", ": an atom is not UTF-8, or has more than 255 characters"},
    {"atom_too_long", ": an atom is not UTF-8, or has more than 255 characters"},
    {"atoms_cut", ": at byte 5: expected 5 bytes of an atom, found 4"},
    {"literal_broken", ": at byte 6: expected 1 byte of a term, found 0"},
    {"literal_of_4_gib", ": at byte 8: expected 4294967295 bytes of a literal, found 2"},
    {"literals_cut", ": at byte 10: the zlib data is cut short"},
    {"literals_larger_than_they_say", ": inflates to more than the 16 bytes that are allowed"},
    {"literals_more_than_bytes", ": at byte 4: expected 4 bytes of a length, found 0"},
    {"literals_not_compressed", ": at byte 2: the zlib data is broken (incorrect header check)"},
    {"literals_without_size", ": at byte 0: expected 4 bytes of the size of the literals, found 2"},
};

TEST(ModuleFacts, HostileModulesAreRefusedWithTheirReason) {
  expect_corpus("module_facts", kHostile, [](auto bytes, auto source) { read_module_facts(bytes, source); });
}

TEST(ModuleFacts, HoldTheAtomsOfTheTableAndOfTheLiterals) {
  EXPECT_THAT(facts_of("good_all").atoms, UnorderedElementsAre("a", "b", "c", "d", "e", "f", "run", "shop"));
  EXPECT_THAT(facts_of("good_of_otp_28").atoms, UnorderedElementsAre("shop", "z"));
  EXPECT_THAT(facts_of("good_compressed").atoms, UnorderedElementsAre("shop"));
}

TEST(ModuleFacts, TellOfAFunctionThatRunsOnLoading) {
  EXPECT_TRUE(facts_of("good_all").may_run_on_load);
  EXPECT_FALSE(facts_of("good_nothing").may_run_on_load);
}

}  // namespace
}  // namespace slipway::release

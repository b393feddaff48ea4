#include "image/shell_calls.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"

namespace slipway::image {
namespace {

constexpr HostileFile kHostile[] = {
    {"atom_length_of_4_bytes", ": at byte 5: the length of an atom has more than 11 bits"},
    {"atom_length_of_a_register", ": at byte 5: the length of an atom is no literal"},
    {"atoms_cut", ": at byte 5: expected 5 bytes of an atom, found 4"},
    {"atoms_least_number", ": at byte 4: more atoms than bytes"},
    {"atoms_more_than_bytes", ": at byte 4: more atoms than bytes"},
    {"import_of_atom_0", ": at byte 8: an import names an atom that is not there"},
    {"import_of_atom_7", ": at byte 12: an import names an atom that is not there"},
    {"imports_cut", ": at byte 4: more imports than bytes"},
    {"imports_more_than_bytes", ": at byte 4: more imports than bytes"},
};

TEST(ShellCalls, HostileModulesAreRefusedWithTheirReason) {
  expect_corpus("shell_calls", kHostile, [](auto bytes, auto source) { calls_shell(bytes, source); });
}

TEST(ShellCalls, AreThoseOfOsCmd) {
  EXPECT_TRUE(calls_shell(corpus_file("shell_calls/good_cmd.beam"), "test"));
  EXPECT_TRUE(calls_shell(corpus_file("shell_calls/good_cmd_of_otp_28.beam"), "test"));
}

TEST(ShellCalls, AreThoseOfPortsThatMaySpawn) {
  EXPECT_TRUE(calls_shell(corpus_file("shell_calls/good_ports.beam"), "test"));
}

TEST(ShellCalls, AreNotInAModuleThatImportsNothing) {
  EXPECT_FALSE(calls_shell(corpus_file("shell_calls/good_nothing.beam"), "test"));
  EXPECT_FALSE(calls_shell(corpus_file("shell_calls/good_long_atom_of_otp_28.beam"), "test"));
}

}  // namespace
}  // namespace slipway::image

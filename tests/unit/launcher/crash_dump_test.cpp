#include "launcher/crash_dump.hpp"

#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::launcher {
namespace {

using Entries = std::vector<std::string>;

Entries entries_in(const std::string& folder, Entries entries) {
  Environment environment(std::move(entries));
  give_crash_dump_a_place(environment, folder);
  return environment.entries();
}

TEST(CrashDumps, StayWhereTheWorkingFolderCanBeWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(entries_in(folder.path().string(), {"A=1"}), Entries({"A=1"}));
}

TEST(CrashDumps, GoToNobodyWhereItCannot) {
  EXPECT_EQ(entries_in("/nonexistent", {"A=1"}),
            Entries({"A=1", "ERL_CRASH_DUMP=/dev/null", "ERL_CRASH_DUMP_SECONDS=1"}));
}

TEST(CrashDumps, AreWhereTheEnvironmentSays) {
  for (const char* entry : {"ERL_CRASH_DUMP=/tmp/dump", "ERL_CRASH_DUMP_SECONDS=0"})
    EXPECT_EQ(entries_in("/nonexistent", {entry}), Entries({entry}));
}

}  // namespace
}  // namespace slipway::launcher

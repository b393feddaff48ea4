#include "release/default_files.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace slipway::release {
namespace {

TEST(DefaultFiles, AreCommentsAloneSoThatNoShellIsNeeded) {
  for (const std::string_view file : {kDefaultEnvSh, kDefaultVmArgs}) {
    std::istringstream lines{std::string(file)};
    for (std::string line; std::getline(lines, line);) EXPECT_TRUE(line.empty() || line[0] == '#') << line;
    EXPECT_TRUE(file.ends_with('\n'));
  }
}

TEST(RelocatableErl, NamesNoFolderOfTheBuilder) {
  EXPECT_TRUE(kRelocatableErl.starts_with("#!/bin/sh\n"));
  EXPECT_EQ(kRelocatableErl.find("/usr"), std::string_view::npos);
}

TEST(ElixirScripts, OfOldVersionsUseTheErtsOfTheRelease) {
  EXPECT_EQ(elixir_script_for_release("set -- \"$ERTS_BIN$ERL_EXEC\" -pa \"$SCRIPT_PATH\"/../lib/*/ebin $X\n"
                                      "ERTS_BIN=\"$ERTS_BIN\"\n",
                                      "13.1.5"),
            "set -- \"$ERTS_BIN$ERL_EXEC\" $X\nERTS_BIN=\"$SCRIPT_PATH\"/../../erts-13.1.5/bin/\n");
}

TEST(ElixirScripts, OfLaterVersionsUseTheErtsOfTheRelease) {
  EXPECT_EQ(elixir_script_for_release("  ERTS_BIN=\"$ERTS_BIN\"\nset -- \"$ERTS_BIN$ERL_EXEC\" -noshell "
                                      "-elixir_root \"$SCRIPT_PATH\"/../lib -pa "
                                      "\"$SCRIPT_PATH\"/../lib/elixir/ebin $X\n",
                                      "15.2"),
            "  ERTS_BIN=\"$SCRIPT_PATH\"/../../erts-15.2/bin/\nset -- \"$ERTS_BIN$ERL_EXEC\" -noshell $X\n");
}

}  // namespace
}  // namespace slipway::release

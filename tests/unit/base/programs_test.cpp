#include "base/programs.hpp"

#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

TEST(Programs, AreFoundAsTheShellFindsThem) {
  const TemporaryFolder folder;
  const std::string path = "/nowhere::" + folder.path().string();
  EXPECT_EQ(find_program("tool", path), std::nullopt);
  folder.write("tool", "");
  EXPECT_EQ(find_program("tool", path), std::nullopt) << "it is not executable";
  fs::permissions(folder / "tool", fs::perms::owner_all);
  EXPECT_EQ(find_program("tool", path), folder / "tool");
  EXPECT_EQ(find_program("tool", "/nowhere"), std::nullopt);
}

}  // namespace
}  // namespace slipway

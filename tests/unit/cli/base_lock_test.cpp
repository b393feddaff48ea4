#include "cli/base_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::cli {
namespace {

using testing::HasSubstr;

TEST(BaseLock, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(load_base_lock(folder.path()), BaseLock());
  BaseLock lock;
  lock.bases.emplace("docker.io/library/debian:bookworm-slim", oci::Digest::of("a"));
  lock.bases.emplace("ghcr.io/team/base:1", oci::Digest::of("b"));
  store_base_lock(folder.path(), lock);
  EXPECT_EQ(load_base_lock(folder.path()), lock);
}

TEST(BaseLock, TakesNamesAsUsersWriteThem) {
  const std::string text = "[base]\n\"debian\" = \"" + oci::Digest::of("a").text() + "\"\n";
  EXPECT_TRUE(read_base_lock(text, "slipway.lock").bases.contains("docker.io/library/debian:latest"));
}

TEST(BaseLock, ThatIsNoneIsRefusedWithItsLine) {
  const auto read = [](const std::string& text) {
    return error_of([&] { read_base_lock(text, "slipway.lock"); });
  };
  EXPECT_THAT(read("x = 1"), HasSubstr("slipway.lock:1: it holds a table [base], and not \"x\""));
  EXPECT_THAT(read("[base]\na = 1"), HasSubstr("slipway.lock:2: a digest is expected, not 1"));
  EXPECT_THAT(read("[base]\na = \"sha256:1\""), HasSubstr("slipway.lock:2: the digest"));
  EXPECT_THAT(read("[base]\n\"A\" = \"sha256:1\""), HasSubstr("--update-base"));
  EXPECT_THAT(read("<<<<<<< HEAD"), HasSubstr("slipway.lock:1: "));
}

}  // namespace
}  // namespace slipway::cli

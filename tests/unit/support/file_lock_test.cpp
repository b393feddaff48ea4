#include "support/file_lock.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

TEST(FileLock, IsHadByOneAtATime) {
  const TemporaryFolder folder;
  auto first = FileLock::try_once(folder / "locks/a");
  ASSERT_TRUE(first);
  EXPECT_FALSE(FileLock::try_once(folder / "locks/a"));
  EXPECT_TRUE(FileLock::try_once(folder / "locks/b"));
  first.reset();
  EXPECT_TRUE(FileLock::try_once(folder / "locks/a"));
}

TEST(FileLock, LeavesNoFile) {
  const TemporaryFolder folder;
  EXPECT_FALSE(FileLock::wait_for(folder / "locks/a").was_waited_for());
  EXPECT_EQ(listing(folder.path()), "locks/\n");
}

TEST(FileLock, OfManyThreadsKeepsThemApart) {
  const TemporaryFolder folder;
  std::atomic<int> inside = 0;
  std::atomic<int> waited = 0;
  std::atomic<bool> was_alone = true;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 10; ++round) {
          const FileLock lock = FileLock::wait_for(folder / "a");
          if (++inside != 1) was_alone = false;
          if (lock.was_waited_for()) ++waited;
          --inside;
        }
      });
    }
  }
  EXPECT_TRUE(was_alone);
  EXPECT_EQ(inside, 0);
}

}  // namespace
}  // namespace slipway

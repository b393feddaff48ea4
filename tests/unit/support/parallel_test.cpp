#include "support/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "error_support.hpp"

namespace slipway {
namespace {

TEST(ParallelTasks, RunOnceEach) {
  std::vector<std::atomic<int>> runs(1000);
  parallel_for(runs.size(), [&](std::size_t i) { ++runs[i]; });
  for (const auto& count : runs) EXPECT_EQ(count, 1);
}

TEST(ParallelTasks, MayBeNone) {
  parallel_for(0, [](std::size_t) { FAIL(); });
}

TEST(ParallelTasks, GiveTheErrorOfTheLowestIndex) {
  for (int round = 0; round < 2000; ++round) {
    const std::string error = error_of([] {
      parallel_for(64, [](std::size_t i) {
        // The first failure takes longest.
        if (i == 7) std::this_thread::yield();
        if (i >= 7) throw Error("task " + std::to_string(i));
      });
    });
    ASSERT_EQ(error, "task 7") << "round " << round;
  }
}

TEST(ParallelTasks, LeaveOutWhatHasNotBegunWhenOneFails) {
  std::atomic<std::size_t> begun = 0;
  EXPECT_THROW(parallel_for(1'000'000,
                            [&](std::size_t) {
                              ++begun;
                              throw std::runtime_error("no");
                            }),
               std::runtime_error);
  EXPECT_LE(begun, 1000u);
}

}  // namespace
}  // namespace slipway

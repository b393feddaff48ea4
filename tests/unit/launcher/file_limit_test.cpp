#include "launcher/file_limit.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace slipway::launcher {
namespace {

constexpr rlim_t kSoft = 500;
constexpr rlim_t kHard = 600;

/// The limits that a process with kSoft and kHard has afterwards, as 1000 * soft + hard; it is a process of
/// its own, because a hard limit can't be raised again.
rlim_t limits_after(const std::vector<std::string>& flags, std::uint64_t most) {
  int ends[2];
  if (::pipe(ends) != 0) return 0;
  const pid_t child = ::fork();
  if (child == 0) {
    rlimit limit{.rlim_cur = kSoft, .rlim_max = kHard};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    limit_open_files(flags, most);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t both = limit.rlim_cur * 1000 + limit.rlim_max;
    ::_exit(::write(ends[1], &both, sizeof both) == sizeof both ? 0 : 1);
  }
  rlim_t both = 0;
  EXPECT_EQ(::read(ends[0], &both, sizeof both), static_cast<ssize_t>(sizeof both));
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  return both;
}

TEST(FileLimit, IsLoweredWhereItIsHigher) {
  EXPECT_EQ(limits_after({}, 400), 400'600U);
  EXPECT_EQ(limits_after({"-A", "1"}, 499), 499'600U);
}

TEST(FileLimit, IsNeverRaised) {
  EXPECT_EQ(limits_after({}, 500), 500'600U);
  EXPECT_EQ(limits_after({}, kMostOpenFiles), 500'600U);
}

TEST(FileLimit, StaysWhereThePortsAreCountedByTheUser) {
  EXPECT_EQ(limits_after({"-A", "1", "-Q", "2000000"}, 400), 500'600U);
}

}  // namespace
}  // namespace slipway::launcher

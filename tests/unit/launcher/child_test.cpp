#include "launcher/child.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/error.hpp"

namespace slipway::launcher {
namespace {

/// The status with which a shell would report the end of a child that does this.
int status_of(const std::function<int()>& work) {
  const pid_t child = start_child(nullptr, work);
  int status = 0;
  ::waitpid(child, &status, 0);
  return shell_status(exit_status_of(status));
}

TEST(Child, EndsWithWhatItsWorkGives) {
  EXPECT_EQ(status_of([] { return 0; }), 0);
  EXPECT_EQ(status_of([] { return 42; }), 42);
  EXPECT_EQ(status_of([]() -> int { throw Error("(meant to fail)"); }), 1);
}

TEST(Child, EndedByASignalCountsAsInAShell) {
  EXPECT_EQ(status_of([] { return ::raise(SIGKILL); }), 137);
  EXPECT_EQ(status_of([] { return ::raise(SIGTERM); }), 143);
}

TEST(Child, IsStartedWithTheSignalsOfItsCaller) {
  const BlockedSignals signals;
  const pid_t child = start_child(&signals, [] {
    sigset_t mask;
    ::sigprocmask(SIG_BLOCK, nullptr, &mask);
    return ::sigismember(&mask, SIGTERM) + 2 * ::sigismember(&mask, SIGCHLD);
  });
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Child, ThatCannotBeExecutedEndsWith127) {
  Step step;
  step.program = "/nowhere/program";
  step.words = {"program"};
  const pid_t child = start_step(step, Environment(), StandardInput::kNull);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(shell_status(exit_status_of(status)), 127);
}

TEST(BlockedSignals, AreReadWithWhereTheyCameFrom) {
  const BlockedSignals signals;
  EXPECT_FALSE(next_signal(signals));
  ::kill(::getpid(), SIGUSR1);
  const std::optional<ReceivedSignal> signal = next_signal(signals);
  ASSERT_TRUE(signal);
  EXPECT_EQ(signal->number, SIGUSR1);
  EXPECT_TRUE(signal->is_for_us_alone);
  EXPECT_FALSE(next_signal(signals));
}

}  // namespace
}  // namespace slipway::launcher

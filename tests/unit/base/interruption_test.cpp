#include "base/interruption.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace slipway {
namespace {

/// What becomes of a child process that does this.
template <typename Action>
int status_of_child(Action action) {
  const pid_t child = ::fork();
  if (child == 0) {
    action();
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

TEST(Interruptions, AreThrownWhereTheyAreAskedFor) {
  const int status = status_of_child([] {
    note_interruptions();
    throw_if_interrupted();
    ::raise(SIGTERM);
    try {
      throw_if_interrupted();
    } catch (const Interrupted& interrupted) {
      end_by_signal(interrupted.signal());
    }
  });
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

TEST(Interruptions, EndTheProcessAtOnceTheSecondTime) {
  const int status = status_of_child([] {
    note_interruptions();
    ::raise(SIGINT);
    ::raise(SIGINT);
  });
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGINT);
}

TEST(Interruptions, ThatWereIgnoredStayIgnored) {
  const int status = status_of_child([] {
    ::signal(SIGHUP, SIG_IGN);
    note_interruptions();
    ::raise(SIGHUP);
    throw_if_interrupted();
    ::_exit(7);
  });
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

}  // namespace
}  // namespace slipway

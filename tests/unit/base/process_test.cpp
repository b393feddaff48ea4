#include "base/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "base/files.hpp"
#include "error_support.hpp"

namespace slipway {
namespace {

ExitStatus run(const std::string& script) { return ChildProcess::start({"sh", "-c", script}).wait(); }

TEST(ChildProcesses, TellHowTheyEnded) {
  EXPECT_TRUE(run("true").success());
  EXPECT_EQ(run("exit 7").describe(), "exited with status 7");
  EXPECT_EQ(run("kill -9 $$").describe(), "was ended by signal 9 (Killed)");
  EXPECT_EQ(run("kill -40 $$").describe(), "was ended by signal 40 (real-time)");
  EXPECT_FALSE(run("kill -9 $$").success());
}

TEST(ChildProcesses, ThatCannotBeExecutedAreAnError) {
  EXPECT_EQ(error_of([] { ChildProcess::start({"/nowhere/program"}); }),
            "execute /nowhere/program: No such file or directory");
  EXPECT_EQ(error_of([] { ChildProcess::start({"/etc"}); }), "execute /etc: Permission denied");
}

TEST(ChildProcesses, RunWhereTheyAreToldTo) {
  const auto run_at = [](const std::string& script, const ChildPlace& place) {
    return ChildProcess::start({"sh", "-c", script}, {}, {}, place).wait().code;
  };
  EXPECT_EQ(run_at("test \"$(pwd)\" = /usr", {.folder = "/usr"}), 0);
  ::setenv("SLIPWAY_TEST_PLACE", "ours", 1);
  EXPECT_EQ(run_at("test \"$SLIPWAY_TEST_PLACE\" = ours", {}), 0);
  EXPECT_EQ(
      run_at("test \"$SLIPWAY_TEST_PLACE\" = theirs", {.environment = {{"SLIPWAY_TEST_PLACE", "theirs"}}}),
      0);
  ::unsetenv("SLIPWAY_TEST_PLACE");
  EXPECT_EQ(error_of([&] { run_at("true", {.folder = "/nowhere"}); }),
            "execute sh in /nowhere: No such file or directory");
}

TEST(ChildProcesses, AreWaitedForAWhile) {
  ChildProcess child = ChildProcess::start({"sleep", "30"});
  EXPECT_FALSE(child.wait_for(std::chrono::milliseconds(1)).has_value());
  child.signal(SIGTERM);
  std::optional<ExitStatus> status;
  while (!status) status = child.wait_for(std::chrono::milliseconds(1000));
  EXPECT_EQ(status->signal, SIGTERM);
}

TEST(ChildProcesses, InheritTheDescriptorsThatAreNamed) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const std::string number = std::to_string(writing.get());
  ChildProcess child = ChildProcess::start({"sh", "-c", "echo hello >&" + number}, {writing.get()});
  writing = FileDescriptor();
  EXPECT_TRUE(child.wait().success());
  EXPECT_EQ(read_all(reading, "pipe"), "hello\n");
  const FileDescriptor other = open_file("/dev/null", O_RDONLY);
  EXPECT_FALSE(run("test -e /proc/self/fd/" + std::to_string(other.get())).success());
}

TEST(ChildProcesses, HaveTheStreamsThatAreNamed) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const FileDescriptor nothing = open_file("/dev/null", O_RDONLY);
  ChildProcess child =
      ChildProcess::start({"sh", "-c", "cat; echo out; echo problem >&2"}, {},
                          {.input = nothing.get(), .output = writing.get(), .error = writing.get()});
  writing = FileDescriptor();
  EXPECT_TRUE(child.wait().success());
  EXPECT_EQ(read_all(reading, "pipe"), "out\nproblem\n");
}

TEST(ChildProcesses, AreWaitedForWhereNobodyAsks) {
  { ChildProcess::start({"true"}); }
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "there is a child left";
}

}  // namespace
}  // namespace slipway

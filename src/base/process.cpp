#include "base/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"

namespace slipway {
namespace {

std::vector<char*> argument_vector(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  // execvp takes char* for historical reasons and changes nothing.
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  return arguments;
}

// In the child, between fork and exec: system calls only. A failed exec sends errno through `report`.
[[noreturn]] void execute(const std::vector<char*>& arguments, const std::vector<int>& inherited,
                          const StandardStreams& streams, int report) {
  for (const int descriptor : inherited) ::fcntl(descriptor, F_SETFD, 0);
  if (streams.input >= 0) ::dup2(streams.input, STDIN_FILENO);
  if (streams.output >= 0) ::dup2(streams.output, STDOUT_FILENO);
  if (streams.error >= 0) ::dup2(streams.error, STDERR_FILENO);
  // An ignored signal stays ignored in the programs of a child; what this process ignores is its own affair.
  ::signal(SIGPIPE, SIG_DFL);
  ::execvp(arguments[0], arguments.data());
  const int error = errno;
  [[maybe_unused]] const ssize_t written = ::write(report, &error, sizeof error);
  ::_exit(127);
}

}  // namespace

std::string ExitStatus::describe() const {
  if (signal == 0) return "exited with status " + std::to_string(code);
  const char* name = ::sigdescr_np(signal);  // null for a real-time signal
  return "was ended by signal " + std::to_string(signal) + " (" + (name != nullptr ? name : "real-time") +
         ")";
}

ChildProcess ChildProcess::start(const std::vector<std::string>& words, const std::vector<int>& inherited,
                                 const StandardStreams& streams) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw SystemError(errno, "pipe");
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const std::vector<char*> arguments = argument_vector(words);
  const pid_t pid = ::fork();
  if (pid < 0) throw SystemError(errno, "fork");
  if (pid == 0) execute(arguments, inherited, streams, writing.get());
  writing = FileDescriptor();
  int error = 0;
  ssize_t count = 0;
  do {
    count = ::read(reading.get(), &error, sizeof error);
  } while (count < 0 && errno == EINTR);
  ChildProcess child(pid);
  if (count == static_cast<ssize_t>(sizeof error)) throw SystemError(error, "execute " + words.front());
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

ChildProcess::~ChildProcess() {
  int status = 0;
  while (pid_ > 0 && ::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

ExitStatus ChildProcess::wait() {
  int status = 0;
  const pid_t pid = std::exchange(pid_, -1);
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) throw SystemError(errno, "wait for a child process");
  }
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace slipway

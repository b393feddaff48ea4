#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
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

/// Those of the place, and ours of other names.
std::vector<std::string> variables_of(const ChildPlace& place) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : place.environment) variables.push_back(name + "=" + value);
  const auto is_replaced = [&](std::string_view variable) {
    return std::any_of(place.environment.begin(), place.environment.end(), [&](const auto& given) {
      return variable.substr(0, variable.find('=')) == given.first;
    });
  };
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!is_replaced(*variable)) variables.emplace_back(*variable);
  }
  return variables;
}

ExitStatus exit_status(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

// In the child, between fork and exec: system calls only. A failed exec sends errno through `report`.
[[noreturn]] void execute(const std::vector<char*>& arguments, char** variables, const char* folder,
                          const std::vector<int>& inherited, const StandardStreams& streams, int report) {
  for (const int descriptor : inherited) ::fcntl(descriptor, F_SETFD, 0);
  if (streams.input >= 0) ::dup2(streams.input, STDIN_FILENO);
  if (streams.output >= 0) ::dup2(streams.output, STDOUT_FILENO);
  if (streams.error >= 0) ::dup2(streams.error, STDERR_FILENO);
  // An ignored signal stays ignored in the programs of a child; what this process ignores is its own affair.
  ::signal(SIGPIPE, SIG_DFL);
  environ = variables;
  if (::chdir(folder) == 0) ::execvp(arguments[0], arguments.data());
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
                                 const StandardStreams& streams, const ChildPlace& place) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw SystemError(errno, "pipe");
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const std::vector<char*> arguments = argument_vector(words);
  const std::vector<std::string> texts = variables_of(place);
  std::vector<char*> variables = argument_vector(texts);
  const std::string folder = place.folder.empty() ? "." : place.folder;
  const pid_t pid = ::fork();
  if (pid < 0) throw SystemError(errno, "fork");
  if (pid == 0) execute(arguments, variables.data(), folder.c_str(), inherited, streams, writing.get());
  writing = FileDescriptor();
  int error = 0;
  ssize_t count = 0;
  do {
    count = ::read(reading.get(), &error, sizeof error);
  } while (count < 0 && errno == EINTR);
  ChildProcess child(pid);
  if (count == static_cast<ssize_t>(sizeof error)) {
    throw SystemError(error,
                      "execute " + words.front() + (place.folder.empty() ? "" : " in " + place.folder));
  }
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
  return exit_status(status);
}

std::optional<ExitStatus> ChildProcess::wait_for(std::chrono::milliseconds limit) {
  const FileDescriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  pollfd end = {.fd = handle.get(), .events = POLLIN, .revents = 0};
  // Without such handles (seccomp of an old Docker), poll waits for the time alone, in short steps.
  constexpr int kStep = 20;
  const int milliseconds = static_cast<int>(limit.count());
  ::poll(&end, 1, handle.get() < 0 ? std::min(milliseconds, kStep) : milliseconds);
  int status = 0;
  const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
  if (ended < 0) throw SystemError(errno, "wait for a child process");
  if (ended == 0) return std::nullopt;
  pid_ = -1;
  return exit_status(status);
}

void ChildProcess::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

}  // namespace slipway

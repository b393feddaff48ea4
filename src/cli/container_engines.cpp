#include "cli/container_engines.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/programs.hpp"
#include "base/text.hpp"
#include "cli/docker_socket.hpp"
#include "oci/archive_writer.hpp"

namespace slipway::cli {
namespace {

using Words = std::vector<std::string>;

constexpr auto kEngines =
    std::to_array<Engine>({Engine::kDocker, Engine::kPodman, Engine::kRunc, Engine::kCrun});

std::vector<char*> argument_vector(const Words& words) {
  std::vector<char*> arguments;
  // execvp takes char* for historical reasons and changes nothing.
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  return arguments;
}

/// Whether the command can be executed and ends with 0; what it prints is dropped.
bool succeeds(const Words& words) {
  const FileDescriptor nothing = open_file("/dev/null", O_RDWR);
  try {
    return ChildProcess::start(words, {}, {nothing.get(), nothing.get(), nothing.get()}).wait().success();
  } catch (const SystemError&) {
    return false;
  }
}

bool works(Engine engine) {
  const std::string program(program_of(engine));
  // Docker's client is there without its daemon, too.
  if (engine == Engine::kDocker) return succeeds({program, "version", "--format", "{{.Server.Version}}"});
  return succeeds({program, "--version"});
}

class BlockedSignals {
 public:
  BlockedSignals() {
    ::sigemptyset(&handled_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD}) ::sigaddset(&handled_, signal);
    ::sigprocmask(SIG_BLOCK, &handled_, &before_);
  }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals() { restore(); }

  void restore() const { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  const sigset_t& handled() const { return handled_; }

 private:
  sigset_t handled_{};
  sigset_t before_{};
};

/// A process group in the background would be stopped (SIGTTIN) if it read from the terminal. It ends with
/// us.
void leave_terminal() {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing >= 0) {
    ::dup2(nothing, STDIN_FILENO);
    ::close(nothing);
  }
}

}  // namespace

std::string_view program_of(Engine engine) {
  switch (engine) {
    case Engine::kDocker:
      return "docker";
    case Engine::kPodman:
      return "podman";
    case Engine::kRunc:
      return "runc";
    case Engine::kCrun:
      return "crun";
  }
  return "";
}

Engine engine_of(std::string_view name) {
  for (const Engine engine : kEngines) {
    if (program_of(engine) == name) return engine;
  }
  throw UsageError(concat({"--engine is \"", name, "\"; it can be docker, podman, runc or crun"}));
}

Engine installed_engine(std::string_view name) {
  const Engine engine = engine_of(name);
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  if (find_program(name, path == nullptr ? "" : path)) return engine;
  throw Error(concat({"--engine is ", name,
                      ", and there is no program of that name in PATH; install it, or leave --engine out for "
                      "the first of docker, podman, runc and crun that works"}));
}

bool keeps_images(Engine engine) { return engine == Engine::kDocker || engine == Engine::kPodman; }

Engine find_engine(bool must_keep) {
  for (const Engine engine : kEngines) {
    if ((keeps_images(engine) || !must_keep) && works(engine)) return engine;
  }
  throw Error(
      must_keep ? "an image by its name needs docker (with its daemon running) or podman; give an archive or "
                  "a layout for runc and crun, or --no-container for the release itself"
                : "neither docker (with its daemon running) nor podman, runc or crun is on this machine; "
                  "install one, or run the release itself with --no-container");
}

void load_images(Engine engine, const std::vector<oci::NamedImage>& images) {
  const std::string program(program_of(engine));
  if (engine == Engine::kDocker && !succeeds({program, "--version"})) return load_by_socket(images);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError(errno, "make a pipe");
  FileDescriptor input(ends[0]);
  FileDescriptor output(ends[1]);
  const FileDescriptor nothing = open_file("/dev/null", O_WRONLY);
  ::signal(SIGPIPE, SIG_IGN);
  ChildProcess child =
      ChildProcess::start({program, "load"}, {}, {.input = input.get(), .output = nothing.get()});
  input.close();
  std::string problem;
  try {
    oci::write_archive_to(output, program + " load", images);
  } catch (const Error& error) {
    // It has printed why it reads no further, and its status says so.
    problem = ": " + error.message();
  }
  output.close();
  const ExitStatus status = child.wait();
  if (!status.success() || !problem.empty()) {
    throw Error(concat({"`", program, " load` ", status.describe(), problem}));
  }
}

int run_by_name(Engine engine, const std::string& name, const ContainerRun& run) {
  Words words = {std::string(program_of(engine)), "run", "--rm"};
  // SIGINT, from a terminal of its own or handed on, opens the BREAK menu of the emulator.
  const bool starts = run.command.empty();
  if (!starts && ::isatty(STDIN_FILENO) == 1) {
    words.emplace_back("--interactive");
    if (::isatty(STDOUT_FILENO) == 1) words.emplace_back("--tty");
  }
  for (const std::string& port : run.ports) words.insert(words.end(), {"--publish", port});
  for (const std::string& variable : run.environment) words.insert(words.end(), {"--env", variable});
  words.push_back(name);
  words.insert(words.end(), run.command.begin(), run.command.end());
  if (starts) return run_and_wait(words, Foreground::kOurs);
  ::execvp(words.front().c_str(), argument_vector(words).data());
  throw SystemError(errno, "execute " + words.front());
}

int run_and_wait(const Words& words, Foreground foreground) {
  const BlockedSignals signals;
  const std::vector<char*> arguments = argument_vector(words);
  const std::string problem = concat({"slipway: ", words.front(), " can't be executed\n"});
  const pid_t child = ::fork();
  if (child < 0) throw SystemError(errno, "fork");
  if (child == 0) {
    if (foreground == Foreground::kOurs) leave_terminal();
    signals.restore();
    ::execvp(arguments[0], arguments.data());
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, problem.data(), problem.size());
    ::_exit(127);
  }
  while (true) {
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&signals.handled(), &info);
    if (signal == SIGCHLD) {
      int status = 0;
      if (::waitpid(child, &status, WNOHANG) != child) continue;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (foreground == Foreground::kOurs) {
      // Erlang stops in order on SIGTERM alone.
      if (signal > 0) ::kill(child, SIGTERM);
      continue;
    }
    // What the terminal sends comes from the kernel, to the child as well.
    if (signal > 0 && info.si_code != SI_KERNEL) ::kill(child, signal);
  }
}

}  // namespace slipway::cli

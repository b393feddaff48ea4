#include "cli/profile_run.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/temporary_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLongestBoot{120};
constexpr std::chrono::seconds kLongestStop{60};
constexpr std::chrono::milliseconds kBetweenQuestions{100};

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (temporary_folder() / "slipway-profile-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw SystemError(errno, "make a folder as " + pattern);
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code left_behind;
    fs::remove_all(path_, left_behind);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// A TCP port that nobody listens on now.
std::string free_port() {
  const FileDescriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener.get() < 0 || ::bind(listener.get(), generic, size) != 0 ||
      ::getsockname(listener.get(), generic, &size) != 0) {
    throw SystemError(errno, "find a free port");
  }
  return std::to_string(::ntohs(address.sin_port));
}

class System {
 public:
  System(const ProfileRun& run, const fs::path& folder)
      : run_(run),
        folder_(folder),
        launcher_((run.release / "bin" / run.name).string()),
        place_{.folder = {}, .environment = variables()},
        log_(open_file(log_path(), O_WRONLY | O_CREAT | O_APPEND, 0600)),
        nothing_(open_file("/dev/null", O_RDWR)),
        process_(ChildProcess::start({launcher_, "start"}, {}, {nothing_.get(), log_.get(), log_.get()},
                                     place_)) {}
  System(const System&) = delete;
  System& operator=(const System&) = delete;
  /// The process is waited for behind it.
  ~System() { process_.signal(SIGTERM); }

  void wait_until_ready() {
    const Clock::time_point end = Clock::now() + kLongestBoot;
    for (;;) {
      throw_if_interrupted();
      if (const std::optional<ExitStatus> status = process_.wait_for(kBetweenQuestions)) {
        throw Error(concat({"the release ", status->describe(),
                            " before it was ready; what it needs can be given in the environment of `slipway "
                            "release`. It printed:\n",
                            read_file(log_path())}));
      }
      const ExitStatus health = ChildProcess::start({launcher_, "health"}, {},
                                                    {nothing_.get(), nothing_.get(), nothing_.get()}, place_)
                                    .wait();
      if (health.success()) return;
      if (Clock::now() > end) {
        throw Error(concat({"the release was not ready within ", std::to_string(kLongestBoot.count()),
                            " s (`bin/", run_.name, " health`); it printed:\n", read_file(log_path())}));
      }
    }
  }

  void run_command() const {
    const ExitStatus status = ChildProcess::start({"/bin/sh", "-c", run_.command}, {},
                                                  {.output = run_.frees_output ? STDERR_FILENO : -1}, place_)
                                  .wait();
    throw_if_interrupted();
    if (status.success()) return;
    throw Error(concat({"the command of --profile-run ", status.describe(), ": ", run_.command,
                        "; the profile stays as it was, and the release in ", run_.release.string(),
                        " is one without a profile"}));
  }

  std::string profile() const {
    const std::string path = (folder_ / "profile").string();
    const FileDescriptor output = open_file(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    const ExitStatus status =
        ChildProcess::start({launcher_, "profile"}, {}, {.output = output.get()}, place_).wait();
    if (!status.success()) throw Error(concat({"`bin/", run_.name, " profile` ", status.describe()}));
    return read_file(path);
  }

  void stop() {
    process_.signal(SIGTERM);
    const Clock::time_point end = Clock::now() + kLongestStop;
    while (!process_.wait_for(kBetweenQuestions)) {
      throw_if_interrupted();
      if (Clock::now() > end) return process_.signal(SIGKILL);
    }
  }

 private:
  std::string log_path() const { return (folder_ / "log").string(); }

  std::vector<std::pair<std::string, std::string>> variables() const {
    std::vector<std::pair<std::string, std::string>> all = {
        {"RELEASE_MODE", "interactive"},
        {"RELEASE_BOOT_SCRIPT", "start"},
        {"RELEASE_DISTRIBUTION", "sname"},
        {"RELEASE_NODE", concat({run_.name, "-profile-", std::to_string(::getpid())})},
        {"RELEASE_TMP", folder_.string()},
        {"SLIPWAY_RELEASE", run_.release.string()}};
    const auto add_default = [&](const char* name, const std::string& value) {
      if (std::getenv(name) == nullptr) all.emplace_back(name, value);  // NOLINT(concurrency-mt-unsafe)
    };
    add_default("PHX_SERVER", "true");
    add_default("PORT", free_port());
    return all;
  }

  const ProfileRun& run_;
  const fs::path& folder_;
  std::string launcher_;
  ChildPlace place_;
  FileDescriptor log_;
  FileDescriptor nothing_;
  ChildProcess process_;
};

}  // namespace

std::string run_for_profile(const ProfileRun& run) {
  const TemporaryFolder folder;
  System system(run, folder.path());
  system.wait_until_ready();
  system.run_command();
  std::string profile = system.profile();
  system.stop();
  return profile;
}

}  // namespace slipway::cli

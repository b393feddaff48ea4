#include "launcher/terminal_pipes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPipeName = "erlang.pipe.";
constexpr mode_t kMode = S_IRUSR | S_IWUSR;
/// Two daemons that start at the same time take different numbers; more than this many is something else.
constexpr int kAttempts = 100;
constexpr const char* kAdvice = "; set RELEASE_TMP to a folder that can be written";

/// The numbers of the pipes in a folder, highest first.
std::vector<int> pipe_numbers(const std::string& folder) {
  std::vector<int> numbers;
  std::error_code refused;
  for (fs::directory_iterator entry(folder, refused), end; !refused && entry != end;
       entry.increment(refused)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(kPipeName)) continue;
    int number = 0;
    std::from_chars(name.data() + kPipeName.size(), name.data() + name.size(), number);
    if (number > 0 && number < INT32_MAX) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end(), std::greater<>());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::string pipe_path(const std::string& folder, int number) {
  return folder + "/" + std::string(kPipeName) + std::to_string(number);
}

/// False where something of that name exists.
bool make_pipe(const std::string& path) {
  if (::mkfifo(path.c_str(), kMode) != 0) {
    if (errno == EEXIST) return false;
    throw SystemError(errno, "create the named pipe " + path + kAdvice);
  }
  // umask may have taken something away.
  if (::chmod(path.c_str(), kMode) != 0) throw SystemError(errno, "set the mode of " + path);
  return true;
}

bool is_pipe(const FileDescriptor& file) {
  struct stat status {};
  return file.is_open() && ::fstat(file.get(), &status) == 0 && S_ISFIFO(status.st_mode);
}

FileDescriptor open_pipe(const std::string& path, int flags) {
  return FileDescriptor(::open(path.c_str(), flags | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW));
}

}  // namespace

std::string pipe_folder(std::string_view release_tmp) { return std::string(release_tmp) + "/pipe"; }
std::string log_folder(std::string_view release_tmp) { return std::string(release_tmp) + "/log"; }

TerminalPipes::TerminalPipes(const std::string& folder) {
  std::error_code refused;
  fs::create_directories(folder, refused);
  if (refused) throw SystemError(refused.value(), "create the folder for named pipes " + folder + kAdvice);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::vector<int> numbers = pipe_numbers(folder);
    path_ = pipe_path(folder, numbers.empty() ? 1 : numbers.front() + 1);
    if (!make_pipe(path_ + ".r")) continue;
    if (make_pipe(path_ + ".w")) return;
    ::unlink((path_ + ".r").c_str());
  }
  throw Error("could not create a named pipe in " + folder + ": others take every number that is tried");
}

TerminalPipes::~TerminalPipes() {
  ::unlink((path_ + ".r").c_str());
  ::unlink((path_ + ".w").c_str());
}

FileDescriptor TerminalPipes::open_typed() const {
  FileDescriptor file = open_pipe(path_ + ".w", O_RDONLY);
  if (!file.is_open()) throw SystemError(errno, "open " + path_ + ".w");
  return file;
}

FileDescriptor TerminalPipes::open_shown() const { return open_pipe(path_ + ".r", O_WRONLY); }

AttachedPipes open_running_pipes(const std::string& folder) {
  const std::vector<int> numbers = pipe_numbers(folder);
  for (const int number : numbers) {
    const std::string path = pipe_path(folder, number);
    FileDescriptor shown = open_pipe(path + ".r", O_RDONLY);
    if (!shown.is_open() && errno == EACCES) throw SystemError(errno, "open " + path + ".r");
    // Without a reader at the other end, opening for writing fails: that daemon is gone.
    FileDescriptor typed = open_pipe(path + ".w", O_WRONLY);
    if (is_pipe(shown) && is_pipe(typed)) return {path, std::move(shown), std::move(typed)};
  }
  throw Error("no system runs in the background: " +
              (numbers.empty() ? "there is no " + std::string(kPipeName) + "N in " + folder
                               : "nothing listens to the pipes in " + folder) +
              "; start one with \"daemon\" or \"daemon_iex\" (RELEASE_TMP names the folder above)");
}

}  // namespace slipway::launcher

#include "cli/source_control.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

namespace slipway::cli {
namespace {

constexpr std::size_t kLongestOutput = std::size_t{1} << 20;
constexpr std::int64_t kLastTime = (std::int64_t{1} << 33) - 1;

/// The output of `git`, without the line end; nothing where it fails or is not there.
std::optional<std::string> ask_git(const std::filesystem::path& folder, std::vector<std::string> words) {
  const FileDescriptor output(::memfd_create("git", MFD_CLOEXEC));
  if (!output.is_open()) throw SystemError(errno, "memfd_create");
  const FileDescriptor nothing = open_file("/dev/null", O_RDWR);
  words.insert(words.begin(), {"git", "-C", folder.string()});
  try {
    ChildProcess git = ChildProcess::start(
        words, {}, {.input = nothing.get(), .output = output.get(), .error = nothing.get()});
    if (!git.wait().success()) return std::nullopt;
  } catch (const SystemError&) {
    return std::nullopt;
  }
  if (::lseek(output.get(), 0, SEEK_SET) < 0) throw SystemError(errno, "read what git says");
  std::string text = read_all(output, "what git says", kLongestOutput);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

std::string web_address(std::string_view remote) {
  constexpr std::array<std::string_view, 4> kSchemes = {"https://", "http://", "ssh://", "git://"};
  std::string_view rest;
  std::string_view scheme = "https://";
  for (const std::string_view known : kSchemes) {
    if (!remote.starts_with(known)) continue;
    rest = remote.substr(known.size());
    if (known == "http://") scheme = known;
  }
  std::string host_and_path;
  if (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return {};
    std::string_view host = rest.substr(0, slash);
    if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    // The port of ssh is not that of the web.
    if (remote.starts_with("ssh://") || remote.starts_with("git://")) host = host.substr(0, host.find(':'));
    host_and_path = concat({host, rest.substr(slash)});
  } else {
    // The form of scp: [user@]host:path, where no "/" stands in front of the colon.
    const std::size_t colon = remote.find(':');
    if (colon == std::string_view::npos || remote.find('/') < colon) return {};
    std::string_view host = remote.substr(0, colon);
    if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    std::string_view path = remote.substr(colon + 1);
    if (path.starts_with('/')) path.remove_prefix(1);
    host_and_path = concat({host, "/", path});
  }
  while (host_and_path.ends_with('/')) host_and_path.pop_back();
  if (host_and_path.ends_with(".git")) host_and_path.resize(host_and_path.size() - 4);
  return concat({scheme, host_and_path});
}

std::optional<Commit> last_commit(const std::filesystem::path& folder) {
  const std::optional<std::string> line = ask_git(folder, {"log", "-1", "--format=%H %ct"});
  if (!line) return std::nullopt;
  const std::size_t space = line->find(' ');
  const std::optional<std::int64_t> time =
      space == std::string::npos ? std::nullopt
                                 : decimal_number<std::int64_t>(std::string_view(*line).substr(space + 1));
  if (!time) return std::nullopt;
  Commit commit{.revision = line->substr(0, space), .time = *time, .url = {}};
  const std::optional<std::string> changes =
      ask_git(folder, {"status", "--porcelain", "--untracked-files=no", "--ignore-submodules=none"});
  if (!changes || !changes->empty()) commit.revision += "-dirty";
  commit.url = web_address(ask_git(folder, {"config", "--get", "remote.origin.url"}).value_or(""));
  return commit;
}

std::optional<std::int64_t> source_date_epoch() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  if (text == nullptr || *text == '\0') return std::nullopt;
  const std::optional<std::int64_t> seconds = decimal_number<std::int64_t>(text);
  if (!seconds || *seconds < 0 || *seconds > kLastTime) {
    throw Error(
        concat({"SOURCE_DATE_EPOCH is \"", text,
                "\"; it must be a number of seconds since 1970, such as what `git log -1 --format=%ct` "
                "prints"}));
  }
  return seconds;
}

std::string utc_time(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), length};
}

}  // namespace slipway::cli

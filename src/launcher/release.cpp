#include "launcher/release.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/words.hpp"

namespace slipway::launcher {
namespace {

std::string parent_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

}  // namespace

std::string Program::release_root() const { return parent_folder(parent_folder(path)); }

Program find_program_itself() {
  // AT_EXECFN is the path that execve(2) was given, relative to the present folder or absolute.
  // NOLINTNEXTLINE(performance-no-int-to-ptr): getauxval gives every value as an integer
  const char* called = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  if (called == nullptr) throw Error("the kernel does not say which program it started (AT_EXECFN)");
  const std::unique_ptr<char, decltype(&::free)> path(::realpath(called, nullptr), &::free);
  if (!path) throw SystemError(errno, "find the release of " + std::string(called));
  return {called, path.get()};
}

std::string started_version(std::string_view start_erl_data, std::string_view source) {
  const std::vector<std::string> words =
      split_at_white_space(start_erl_data.substr(0, start_erl_data.find('\n')));
  if (words.size() < 2) {
    throw Error(std::string(source) +
                ": expected \"ERTS_VERSION RELEASE_VERSION\"; assemble the release again or set RELEASE_VSN");
  }
  return words[1];
}

Release open_release(const std::string& root, const Environment& environment) {
  std::string version = environment.value_or("RELEASE_VSN", "");
  if (version.empty()) {
    const std::string path = root + "/releases/start_erl.data";
    const std::optional<std::string> data = read_file_if_exists(path);
    if (!data) {
      throw Error(path + " is missing: " + root +
                  " is no release; the launcher belongs into the bin/ of one");
    }
    version = started_version(*data, path);
  }
  std::string version_dir = root + "/releases/" + version;
  return open_release_version(root, std::move(version), std::move(version_dir));
}

Release open_release_version(const std::string& root, std::string version, std::string version_dir) {
  if (::access(version_dir.c_str(), F_OK) != 0) {
    throw Error("version " + version + " of the release is not there: " + version_dir +
                " is missing (RELEASE_VSN or releases/start_erl.data names the version)");
  }
  const std::string path = version_dir + "/launch.term";
  const std::optional<std::string> plan = read_file_if_exists(path);
  if (!plan) throw Error(path + " is missing; assemble the release with \"slipway release\"");
  return {root, std::move(version), std::move(version_dir), erl::read_launch_plan(*plan, path)};
}

}  // namespace slipway::launcher

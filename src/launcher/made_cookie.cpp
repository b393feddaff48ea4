#include "launcher/made_cookie.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/launch_plan.hpp"
#include "launcher/cookie.hpp"
#include "launcher/random.hpp"

namespace slipway::launcher {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kSharedMemory = "/dev/shm";
/// 208 bits.
constexpr std::size_t kCookieDigits = 52;
constexpr std::size_t kLargestCookieFile = 4096;

std::string file_name(const std::string& release_name) { return "cookie-" + release_name; }

/// The file in a user's folder; nothing where it is not there.
std::optional<Cookie> read_cookie(const FileDescriptor& folder, const std::string& folder_path,
                                  const std::string& name) {
  const std::string path = folder_path + "/" + name;
  // O_NONBLOCK: a pipe is refused below, not waited for.
  const FileDescriptor file(
      ::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    throw SystemError(errno, "open " + path);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw SystemError(errno, "look at " + path);
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) {
    throw Error(path + " is no file of this user; remove it");
  }
  Cookie cookie{read_all(file, path, kLargestCookieFile), path};
  check_cookie(cookie.value, path);
  return cookie;
}

/// Writes the file as a whole, so that one that is there is complete. The folder is locked.
Cookie write_cookie(const FileDescriptor& folder, const std::string& folder_path, const std::string& name) {
  const std::string path = folder_path + "/" + name;
  const std::string staged = name + ".new";
  if (::unlinkat(folder.get(), staged.c_str(), 0) != 0 && errno != ENOENT) {
    throw SystemError(errno, "remove " + folder_path + "/" + staged);
  }
  Cookie cookie{random_hex(kCookieDigits), path};
  FileDescriptor file(
      ::openat(folder.get(), staged.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR));
  if (!file.is_open()) throw SystemError(errno, "create " + folder_path + "/" + staged);
  if (::fchmod(file.get(), S_IRUSR) != 0) throw SystemError(errno, "set the mode of " + path);
  write_all(file, cookie.value, path);
  file.close();
  if (::renameat(folder.get(), staged.c_str(), folder.get(), name.c_str()) != 0) {
    throw SystemError(errno, "create " + path);
  }
  return cookie;
}

Cookie find_or_make_in(const std::string& parent, const std::string& name) {
  const std::string path = user_folder_in(parent);
  const FileDescriptor folder = open_user_folder(parent);
  while (::flock(folder.get(), LOCK_EX) != 0) {
    if (errno != EINTR) throw SystemError(errno, "lock " + path);
  }
  if (std::optional<Cookie> cookie = read_cookie(folder, path, name)) return std::move(*cookie);
  return write_cookie(folder, path, name);
}

Words parents_of_cookie(const Environment& environment) {
  return {std::filesystem::absolute(environment.value_or("RELEASE_TMP", "/tmp")).string(), kSharedMemory};
}

std::string joined(const Words& problems) {
  std::string text;
  for (const std::string& problem : problems) text += (text.empty() ? "" : "; ") + problem;
  return text;
}

/// An application of the release that connects nodes, or "".
std::string clustering_application(const Release& release) {
  std::error_code unreadable;
  std::filesystem::directory_iterator entries(release.root + "/lib", unreadable);
  for (; !unreadable && entries != std::filesystem::directory_iterator(); entries.increment(unreadable)) {
    const std::string name = entries->path().filename().string();
    for (const std::string_view application : erl::kClusteringApplications) {
      if (name == application || name.starts_with(std::string(application) + "-"))
        return std::string(application);
    }
  }
  return "";
}

}  // namespace

std::optional<Cookie> find_cookie_below(const Words& parents, const std::string& release_name,
                                        Words& problems) {
  for (const std::string& parent : parents) {
    try {
      const FileDescriptor folder = find_user_folder(parent);
      if (!folder.is_open()) continue;
      if (auto cookie = read_cookie(folder, user_folder_in(parent), file_name(release_name))) return cookie;
    } catch (const Error& error) {
      problems.push_back(parent + ": " + error.message());
    }
  }
  return std::nullopt;
}

Cookie make_cookie_below(const Words& parents, const std::string& release_name) {
  Words problems;
  if (std::optional<Cookie> cookie = find_cookie_below(parents, release_name, problems)) {
    return std::move(*cookie);
  }
  problems.clear();
  for (const std::string& parent : parents) {
    try {
      return find_or_make_in(parent, file_name(release_name));
    } catch (const Error& error) {
      problems.push_back(parent + ": " + error.message());
    }
  }
  throw Error(
      "a distributed node needs a cookie, and there is no place to make one (" + joined(problems) +
      "); set RELEASE_COOKIE or RELEASE_COOKIE_FILE, set RELEASE_TMP to a folder that can be written, or "
      "start with RELEASE_DISTRIBUTION=none");
}

Cookie made_cookie(const Release& release, const Environment& environment) {
  if (read_file_if_exists(release.root + "/releases/COOKIE")) {
    throw Error("a distributed node needs a cookie: " + release.root +
                "/releases/COOKIE is empty; write one there, set RELEASE_COOKIE or RELEASE_COOKIE_FILE, or "
                "start with RELEASE_DISTRIBUTION=none");
  }
  const Words parents = parents_of_cookie(environment);
  std::error_code refused;  // the next folder is tried then
  std::filesystem::create_directories(parents.front(), refused);
  return make_cookie_below(parents, release.plan.name);
}

Cookie cookie_of_running_system(const Release& release, const Environment& environment) {
  const Words parents = parents_of_cookie(environment);
  Words problems;
  if (auto cookie = find_cookie_below(parents, release.plan.name, problems)) return std::move(*cookie);
  std::string places;
  for (const std::string& parent : parents) {
    places += (places.empty() ? "" : " or ") + user_folder_in(parent) + "/" + file_name(release.plan.name);
  }
  throw Error("there is no cookie to reach the system with: it makes " + places +
              " as it starts, where no cookie is given" +
              (problems.empty() ? "" : " (" + joined(problems) + ")") +
              "; run this as the user and with the variables of the system, or give both RELEASE_COOKIE or "
              "RELEASE_COOKIE_FILE");
}

std::string remark_on_made_cookie(const Release& release, const Environment& environment) {
  std::string reason;
  const std::string application = clustering_application(release);
  if (!application.empty()) reason = "the release has " + application;
  if (reason.empty() && environment.value_or("RELEASE_DISTRIBUTION", "") == "name") {
    reason = "the node has a long name";
  }
  if (reason.empty()) return "";
  return "this start made a cookie of its own; nodes that are to form a cluster need one RELEASE_COOKIE (or "
         "RELEASE_COOKIE_FILE) in common (" +
         reason + ")";
}

}  // namespace slipway::launcher

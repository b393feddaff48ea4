#include "launcher/cookie.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/random.hpp"

namespace slipway::launcher {
namespace {

/// The longest atom.
constexpr std::size_t kLongestCookie = 255;
constexpr std::string_view kNodePrefix = "node-";
constexpr const char* kCookieFile = ".erlang.cookie";
/// How often a new folder may be lost to the sweep of another start.
constexpr int kAttempts = 16;

FileDescriptor open_folder(int parent, const std::string& name, int flags) {
  FileDescriptor folder(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | flags));
  if (!folder.is_open()) throw SystemError(errno, "open " + name);
  return folder;
}

struct stat status_of(const FileDescriptor& file, const std::string& name) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw SystemError(errno, "look at " + name);
  return status;
}

/// Creates a folder with mode 0700 whatever the umask is; false where something of that name exists, or where
/// the sweep of another start took it away at once.
bool make_private_folder(int parent, const std::string& name) {
  if (::mkdirat(parent, name.c_str(), S_IRWXU) != 0) {
    if (errno == EEXIST) return false;
    throw SystemError(errno, "create " + name);
  }
  if (::fchmodat(parent, name.c_str(), S_IRWXU, 0) == 0) return true;
  if (errno == ENOENT) return false;
  throw SystemError(errno, "set the mode of " + name);
}

/// Throws Error unless `folder` is a user folder as we make it.
void check_user_folder(const FileDescriptor& folder, const std::string& path) {
  const struct stat status = status_of(folder, path);
  if (status.st_uid != ::geteuid()) throw Error(path + " belongs to another user");
  if ((status.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) != S_IRWXU)
    throw Error(path + " does not have mode 0700");
}

/// Removes the folders of nodes that are gone. What can't be removed is left for another start.
void sweep(const FileDescriptor& user_folder, const std::string& path) {
  FileDescriptor copy(::fcntl(user_folder.get(), F_DUPFD_CLOEXEC, 3));
  if (!copy.is_open()) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(copy.get()), ::closedir);
  if (!entries) return;
  copy.release();
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string name(entry->d_name);
    if (!name.starts_with(kNodePrefix)) continue;
    const FileDescriptor node(
        ::openat(user_folder.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!node.is_open() || ::flock(node.get(), LOCK_EX | LOCK_NB) != 0) continue;
    std::error_code ignored;
    std::filesystem::remove_all(std::filesystem::path(path) / name, ignored);
  }
}

/// Whether the folder still has its name: a sweep can remove it between its creation and our lock.
bool is_still_there(const FileDescriptor& user_folder, const std::string& name, const FileDescriptor& node) {
  struct stat named {};
  if (::fstatat(user_folder.get(), name.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0) return false;
  const struct stat locked = status_of(node, name);
  return named.st_dev == locked.st_dev && named.st_ino == locked.st_ino;
}

/// A folder of one node, locked. Its descriptor is meant for the VM, so it is not closed by execve(2).
CookieHome make_node_folder(const FileDescriptor& user_folder, const std::string& path) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::string name = std::string(kNodePrefix) + random_hex(6);
    if (!make_private_folder(user_folder.get(), name)) continue;
    FileDescriptor node(::openat(user_folder.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    if (!node.is_open()) continue;
    if (::flock(node.get(), LOCK_SH) != 0) throw SystemError(errno, "lock " + name);
    if (is_still_there(user_folder, name, node)) return {path + "/" + name, std::move(node)};
  }
  throw Error("could not create a folder in " + path);
}

void write_cookie(const CookieHome& home, std::string_view cookie) {
  FileDescriptor file(
      ::openat(home.lock.get(), kCookieFile, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR));
  if (!file.is_open()) throw SystemError(errno, "create " + home.path + "/" + kCookieFile);
  if (::fchmod(file.get(), S_IRUSR) != 0) throw SystemError(errno, "set the mode of " + home.path);
  write_all(file, cookie, home.path);
  file.close();
}

CookieHome make_home_in(const std::string& parent, std::string_view cookie) {
  const std::string path = user_folder_in(parent);
  const FileDescriptor user_folder = open_user_folder(parent);
  sweep(user_folder, path);
  CookieHome home = make_node_folder(user_folder, path);
  write_cookie(home, cookie);
  return home;
}

}  // namespace

void check_cookie(std::string_view cookie, std::string_view source) {
  const auto is_printable = [](char character) { return character >= ' ' && character <= '~'; };
  const auto fail = [&](const std::string& problem) {
    throw Error("the cookie from " + std::string(source) + " " + problem +
                "; a cookie is 1 to 255 printable ASCII characters, without a space at its ends");
  };
  if (cookie.empty()) fail("is empty");
  if (cookie.size() > kLongestCookie) fail("has " + std::to_string(cookie.size()) + " characters");
  const auto other = std::find_if_not(cookie.begin(), cookie.end(), is_printable);
  if (other != cookie.end()) {
    fail("has a character that is not printable ASCII at offset " + std::to_string(other - cookie.begin()));
  }
  if (cookie.front() == ' ' || cookie.back() == ' ') fail("has a space at one end");
}

std::string user_folder_in(const std::string& parent) {
  return parent + "/slipway-" + std::to_string(::geteuid());
}

FileDescriptor open_user_folder(const std::string& parent) {
  struct stat parent_status {};
  if (::stat(parent.c_str(), &parent_status) != 0) throw SystemError(errno, "open " + parent);
  if ((parent_status.st_mode & S_IWOTH) != 0 && (parent_status.st_mode & S_ISVTX) == 0) {
    throw Error("any user can rename files in it");
  }
  const std::string path = user_folder_in(parent);
  make_private_folder(AT_FDCWD, path);
  FileDescriptor folder = open_folder(AT_FDCWD, path, O_CLOEXEC);
  check_user_folder(folder, path);
  return folder;
}

FileDescriptor find_user_folder(const std::string& parent) {
  const std::string path = user_folder_in(parent);
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR)) return {};
  FileDescriptor folder = open_folder(AT_FDCWD, path, O_CLOEXEC);
  check_user_folder(folder, path);
  return folder;
}

std::optional<CookieHome> make_cookie_home(const std::vector<std::string>& parents, std::string_view cookie,
                                           std::vector<std::string>& problems) {
  for (const std::string& parent : parents) {
    try {
      return make_home_in(parent, cookie);
    } catch (const Error& error) {
      problems.push_back(parent + ": " + error.message());
    }
  }
  return std::nullopt;
}

}  // namespace slipway::launcher

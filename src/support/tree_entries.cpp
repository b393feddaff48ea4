#include "support/tree_entries.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <iterator>

#include "base/error.hpp"
#include "support/tree_writer.hpp"

namespace slipway {

namespace fs = std::filesystem;

Kind kind_of(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Kind::kMissing;
    throw SystemError(errno, "look at " + path.string());
  }
  return S_ISDIR(status.st_mode) ? Kind::kFolder : Kind::kLeaf;
}

void rename_or_throw(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    throw SystemError(errno, "rename " + from.string() + " to " + to.string());
  }
}

bool rename_if_free(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  const int error = errno;
  if (error == EEXIST) return false;
  if (error != EINVAL && error != ENOSYS)
    throw SystemError(error, "rename " + from.string() + " to " + to.string());
  if (kind_of(to) != Kind::kMissing) return false;
  rename_or_throw(from, to);
  return true;
}

void take_owner_and_mode(const fs::path& pattern, const fs::path& folder, mode_t always) {
  struct stat status {};
  if (::stat(pattern.c_str(), &status) != 0) throw SystemError(errno, "look at " + pattern.string());
  // The owner can only be kept by root; elsewhere it is ours already, or may stay so.
  if (::chown(folder.c_str(), status.st_uid, status.st_gid) != 0 && errno != EPERM) {
    throw SystemError(errno, "set the owner of " + folder.string());
  }
  if (::chmod(folder.c_str(), (status.st_mode & 07777) | always) != 0)
    throw SystemError(errno, "set the mode of " + folder.string());
}

void make_folder_like(const fs::path& pattern, const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0) throw SystemError(errno, "make the folder " + folder.string());
  take_owner_and_mode(pattern, folder);
}

bool same_device(const fs::path& left, const fs::path& right) {
  std::array<dev_t, 2> devices{};
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const fs::path& path = i == 0 ? left : right;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) throw SystemError(errno, "look at " + path.string());
    devices[i] = status.st_dev;
  }
  return devices[0] == devices[1];
}

bool can_change(const fs::path& folder) {
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return true;
  if (errno == EACCES || errno == EPERM || errno == EROFS) return false;
  throw SystemError(errno, "look at " + folder.string());
}

std::string below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

std::vector<std::string> folders_below(const fs::path& tree, const std::string& folder) {
  std::vector<std::string> folders;
  for (const std::string& name : sorted_names(tree / folder)) {
    const std::string path = below(folder, name);
    if (kind_of(tree / path) != Kind::kFolder) continue;
    folders.push_back(path);
    std::ranges::move(folders_below(tree, path), std::back_inserter(folders));
  }
  return folders;
}

void remove_empty_folders(const fs::path& tree, const std::string& folder) {
  const std::vector<std::string> folders = folders_below(tree, folder);
  std::for_each(folders.rbegin(), folders.rend(),
                [&](const std::string& path) { ::rmdir((tree / path).c_str()); });
  ::rmdir((tree / folder).c_str());
}

bool holds_leaves(const fs::path& tree, const std::string& folder,
                  const std::set<std::string, std::less<>>& but_for) {
  const std::vector<std::string> names = sorted_names(tree / folder);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const std::string path = below(folder, name);
    if (kind_of(tree / path) == Kind::kFolder) return holds_leaves(tree, path, but_for);
    return !but_for.contains(path);
  });
}

void list_leaves(const fs::path& tree, const std::string& folder, const std::string& but_for,
                 std::vector<std::string>& leaves) {
  for (const std::string& name : sorted_names(tree / folder)) {
    const std::string path = below(folder, name);
    if (kind_of(tree / path) == Kind::kFolder) {
      if (path != but_for) list_leaves(tree, path, but_for, leaves);
    } else {
      leaves.push_back(path);
    }
  }
}

void remove_tree(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) throw SystemError(error.value(), "remove " + folder.string());
}

}  // namespace slipway

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
#include "base/file_descriptor.hpp"
#include "support/parallel.hpp"

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

std::vector<TreeEntry> entries_of(const fs::path& folder) {
  std::error_code error;
  std::vector<TreeEntry> entries;
  fs::directory_iterator next(folder, error);
  for (; !error && next != fs::directory_iterator(); next.increment(error)) {
    // Both are told by what the listing says of the entry, on all but a few file systems.
    const bool is_link = next->is_symlink(error);
    const bool is_folder = !error && !is_link && next->is_directory(error);
    if (error == std::errc::no_such_file_or_directory) continue;  // gone by now
    if (error) break;
    entries.push_back({next->path().filename().string(), is_folder ? Kind::kFolder : Kind::kLeaf, is_link});
  }
  if (error) throw SystemError(error.value(), "list " + folder.string());
  std::sort(entries.begin(), entries.end(),
            [](const TreeEntry& left, const TreeEntry& right) { return left.name < right.name; });
  return entries;
}

const std::vector<TreeEntry>& TreeListing::entries(const std::string& folder) {
  if (const auto known = folders_.find(folder); known != folders_.end()) return known->second;
  const bool exists = (folder.empty() ? kind_of(root_) : kind(folder)) == Kind::kFolder;
  return folders_[folder] = exists ? entries_of(root_ / folder) : std::vector<TreeEntry>();
}

Kind TreeListing::kind(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::vector<TreeEntry>& siblings = entries(slash == std::string::npos ? "" : path.substr(0, slash));
  const std::string name = path.substr(slash + 1);  // all of it where there is no slash
  const auto entry =
      std::lower_bound(siblings.begin(), siblings.end(), name,
                       [](const TreeEntry& left, const std::string& right) { return left.name < right; });
  return entry != siblings.end() && entry->name == name ? entry->kind : Kind::kMissing;
}

TreeEntries list_tree(const fs::path& tree) {
  TreeEntries all;
  // Level by level: the folders of one can be listed at the same time.
  for (std::vector<std::string> folders = {""}; !folders.empty();) {
    std::vector<std::vector<TreeEntry>> entries(folders.size());
    parallel_for(folders.size(), [&](std::size_t i) { entries[i] = entries_of(tree / folders[i]); });
    std::vector<std::string> next;
    for (std::size_t i = 0; i < folders.size(); ++i) {
      for (const TreeEntry& entry : entries[i]) {
        std::string path = below(folders[i], entry.name);
        if (entry.kind == Kind::kFolder) next.push_back(path);
        all.emplace(std::move(path), entry.kind);
      }
    }
    folders = std::move(next);
  }
  return all;
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
  for (const auto& [name, kind, is_link] : entries_of(tree / folder)) {
    if (kind != Kind::kFolder) continue;
    const std::string path = below(folder, name);
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
  const std::vector<TreeEntry> entries = entries_of(tree / folder);
  return std::any_of(entries.begin(), entries.end(), [&](const TreeEntry& entry) {
    const std::string path = below(folder, entry.name);
    if (entry.kind == Kind::kFolder) return holds_leaves(tree, path, but_for);
    return !but_for.contains(path);
  });
}

void list_leaves(const fs::path& tree, const std::string& folder, const std::string& but_for,
                 std::vector<std::string>& leaves) {
  for (const auto& [name, kind, is_link] : entries_of(tree / folder)) {
    const std::string path = below(folder, name);
    if (kind == Kind::kFolder) {
      if (path != but_for) list_leaves(tree, path, but_for, leaves);
    } else {
      leaves.push_back(path);
    }
  }
}

namespace {

// Folders can be emptied at the same time; within one, the kernel lets one remove after the other.
void remove_leaves(const fs::path& tree) {
  std::vector<std::string> folders = folders_below(tree, "");
  folders.emplace_back("");
  parallel_for(folders.size(), [&](std::size_t i) {
    const FileDescriptor folder(
        ::open((tree / folders[i]).c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.is_open()) return;
    for (const TreeEntry& entry : entries_of(tree / folders[i])) {
      if (entry.kind == Kind::kLeaf) ::unlinkat(folder.get(), entry.name.c_str(), 0);
    }
  });
}

}  // namespace

void remove_tree(const fs::path& folder) {
  // What it can't remove, remove_all tells.
  if (kind_of(folder) == Kind::kFolder) remove_leaves(folder);
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) throw SystemError(error.value(), "remove " + folder.string());
}

}  // namespace slipway

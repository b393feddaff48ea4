#include "support/output_folder.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/manifest.hpp"
#include "support/mount_points.hpp"
#include "support/tree_writer.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

// Tells a staging folder, with the version that it holds, from an old tree that is being moved out of.
constexpr const char* kStagingMark = ".slipway.staging";

// Where file by file is the only way: what makes a start use the new version comes last, in this order.
constexpr std::array<std::string_view, 1> kSwitchingFiles = {"releases/start_erl.data"};

enum class Kind { kMissing, kFolder, kLeaf };

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

void take_owner_and_mode(const fs::path& pattern, const fs::path& folder, mode_t always = 0) {
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
  struct stat l {};
  struct stat r {};
  return ::stat(left.c_str(), &l) == 0 && ::stat(right.c_str(), &r) == 0 && l.st_dev == r.st_dev;
}

std::string below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

// Each folder comes before those in it.
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

// Leaves a folder that holds anything else.
void remove_empty_folders(const fs::path& tree, const std::string& folder) {
  const std::vector<std::string> folders = folders_below(tree, folder);
  std::for_each(folders.rbegin(), folders.rend(),
                [&](const std::string& path) { ::rmdir((tree / path).c_str()); });
  ::rmdir((tree / folder).c_str());
}

// Whether something stands in `tree`/`folder`, on any level, that is neither a folder nor leaves.
bool holds_foreign(const fs::path& tree, const std::string& folder,
                   const std::set<std::string, std::less<>>& leaving) {
  const std::vector<std::string> names = sorted_names(tree / folder);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const std::string path = below(folder, name);
    if (kind_of(tree / path) == Kind::kFolder) return holds_foreign(tree, path, leaving);
    return !leaving.contains(path);
  });
}

// Whether a folder on the way to `path` is a link (or a file): what lies behind it is no part of the tree.
bool leads_through_leaf(const fs::path& tree, const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (kind_of(tree / path.substr(0, slash)) == Kind::kLeaf) return true;
  }
  return false;
}

void remove_tree(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) throw SystemError(error.value(), "remove " + folder.string());
}

}  // namespace

OutputFolder::OutputFolder(fs::path target, std::string version, const std::function<void()>& on_wait)
    : target_(std::move(target)), version_(std::move(version)) {
  choose_places();
  with_context("the release can't be made at " + target_.string() + "; choose another --path",
               [&] { lock_ = open_file(lock_path_, O_RDWR | O_CREAT | O_NOFOLLOW, 0600); });
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    on_wait();
    while (::flock(lock_.get(), LOCK_EX) != 0) {
      if (errno != EINTR) throw SystemError(errno, "lock " + lock_path_.string());
    }
  }
  recover();
  if (::mkdir(staging_.c_str(), 0755) != 0) throw SystemError(errno, "make the folder " + staging_.string());
  if (::chmod(staging_.c_str(), 0755) != 0) throw SystemError(errno, "set the mode of " + staging_.string());
  create_file(staging_ / kStagingMark, version_, 0644);
}

OutputFolder::~OutputFolder() {
  if (committed_) return;
  try {
    discard(staging_);
  } catch (const Error&) {
    // The next run clears it away.
  }
}

void OutputFolder::choose_places() {
  fs::path parent = target_.parent_path();
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) throw SystemError(error.value(), "make the folder " + parent.string());
  // A path through a link is one target with the path that the link leads to.
  parent = fs::canonical(parent);
  target_ = parent / target_.filename();
  if (kind_of(target_) == Kind::kLeaf) {
    if (!fs::is_directory(target_, error))
      throw Error(target_.string() + " is a file; a release needs a folder");
    target_ = fs::canonical(target_);
    parent = target_.parent_path();
  }
  const bool exists = kind_of(target_) == Kind::kFolder;
  beside_ = ::access(parent.c_str(), W_OK | X_OK) == 0 &&
            (!exists || (same_device(parent, target_) && !holds_mount_point(target_)));
  if (!beside_ && !exists) throw SystemError(EACCES, "make the folder " + target_.string());
  const std::string prefix = beside_ ? (parent / ("." + target_.filename().string() + ".slipway.")).string()
                                     : (target_ / ".slipway.").string();
  staging_ = prefix + "staging";
  trash_ = prefix + "trash";
  lock_path_ = prefix + "lock";
}

void OutputFolder::discard(const fs::path& folder) {
  // First out of the way in one step: a folder that is half removed must not look like an old tree.
  if (kind_of(folder) == Kind::kMissing) return;
  if (folder != trash_) {
    remove_tree(trash_);
    rename_or_throw(folder, trash_);
  }
  remove_tree(trash_);
}

void OutputFolder::recover() {
  discard(trash_);
  const fs::path mark = target_ / kStagingMark;
  if (kind_of(staging_) == Kind::kFolder) {
    if (beside_ && kind_of(staging_ / kStagingMark) == Kind::kMissing) {
      const std::string version = read_file_if_exists(mark).value_or("");
      if (kind_of(target_) == Kind::kFolder) drain(staging_, "", leaving_files(staging_, version));
    }
    discard(staging_);
  }
  if (kind_of(mark) == Kind::kLeaf && ::unlink(mark.c_str()) != 0)
    throw SystemError(errno, "remove " + mark.string());
}

OutputFolder::Paths OutputFolder::leaving_files(const fs::path& old_tree, const std::string& version) const {
  Paths leaving;
  if (version.empty()) return leaving;
  const auto manifest_of = [](const fs::path& tree, const std::string& of_version) {
    const fs::path path = tree / "releases" / of_version / kManifestName;
    const std::optional<std::string> text = read_file_if_exists(path);
    return text ? read_manifest(*text, path.string()) : std::vector<std::string>();
  };
  for (std::string& path : manifest_of(old_tree, version)) leaving.insert(std::move(path));
  if (leaving.empty()) return leaving;
  for (const fs::path& tree : {old_tree, target_}) {
    if (kind_of(tree / "releases") != Kind::kFolder) continue;
    for (const std::string& other : sorted_names(tree / "releases")) {
      if (other == version || kind_of(tree / "releases" / other) != Kind::kFolder) continue;
      for (const std::string& path : manifest_of(tree, other)) leaving.erase(path);
    }
  }
  return leaving;
}

void OutputFolder::refuse_conflicts(const std::vector<std::string>& written, const Paths& leaving) const {
  const auto refuse = [this](const std::string& path, std::string_view what) {
    throw Error((target_ / path).string() + " is " + std::string(what) +
                " that Slipway did not make, and the release needs that place; move it away");
  };
  std::string checked;
  for (const std::string& path : written) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const std::string folder = path.substr(0, slash);
      if (checked.starts_with(folder + "/")) continue;
      if (kind_of(target_ / folder) == Kind::kLeaf && !leaving.contains(folder))
        refuse(folder, "a file or link");
    }
    checked = path;
    if (kind_of(target_ / path) == Kind::kFolder && holds_foreign(target_, path, leaving))
      refuse(path, "a folder");
  }
}

// Moves everything out of `old_tree`/`folder` but for the files that leave, to where the target does not have
// it yet.
void OutputFolder::drain(const fs::path& old_tree, const std::string& folder, const Paths& leaving) {
  for (const std::string& name : sorted_names(old_tree / folder)) {
    const std::string path = below(folder, name);
    const fs::path from = old_tree / path;
    if (leaving.contains(path) && kind_of(from) == Kind::kLeaf) continue;
    const fs::path to = target_ / path;
    const Kind there = kind_of(to);
    const auto first_below = leaving.lower_bound(path + "/");
    const bool holds_leaving = first_below != leaving.end() && first_below->starts_with(path + "/");
    if (there == Kind::kMissing && !holds_leaving) {
      rename_or_throw(from, to);
    } else if (kind_of(from) == Kind::kFolder && there != Kind::kLeaf) {
      // A folder that the new tree lacks is made once something is to move into it, and not for its own sake.
      if (there == Kind::kMissing) {
        const auto entries = sorted_names(from);
        const auto stays = [&](const std::string& entry) { return !leaving.contains(below(path, entry)); };
        if (std::none_of(entries.begin(), entries.end(), stays)) continue;
        make_folder_like(from, to);
      }
      drain(old_tree, path, leaving);
      if (there == Kind::kMissing) ::rmdir(to.c_str());  // only where it stayed empty
    }
  }
}

bool OutputFolder::exchange() {
  if (!beside_) return false;
  if (kind_of(target_) == Kind::kMissing) {
    rename_or_throw(staging_, target_);
    return true;
  }
  if (::renameat2(AT_FDCWD, staging_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) return true;
  // EXDEV: from a lower overlay layer. EBUSY: a mount point. EINVAL, ENOSYS: a file system without exchange.
  // EPERM, EACCES: another user's folder in a sticky one.
  constexpr std::array<int, 6> kCannot = {EXDEV, EBUSY, EINVAL, ENOSYS, EPERM, EACCES};
  const int error = errno;
  if (std::find(kCannot.begin(), kCannot.end(), error) != kCannot.end()) return false;
  throw SystemError(error, "exchange " + staging_.string() + " with " + target_.string());
}

void OutputFolder::replace_file_by_file(const std::vector<std::string>& written, const Paths& stale) {
  const std::string manifest = "releases/" + version_ + "/" + std::string(kManifestName);
  TreeWriter folders(target_);
  const auto move_in = [&](const std::string& path) {
    if (kind_of(target_ / path) == Kind::kFolder) remove_empty_folders(target_, path);
    rename_or_throw(staging_ / path, target_ / path);
  };
  const auto comes_last = [&](const std::string& path) {
    return path == manifest ||
           std::find(kSwitchingFiles.begin(), kSwitchingFiles.end(), path) != kSwitchingFiles.end();
  };
  // A stale file may stand where the new tree has a folder, and a stale folder where it has a file.
  for (const std::string& path : stale) {
    if (std::binary_search(written.begin(), written.end(), path)) continue;
    const fs::path file = target_ / path;
    if (leads_through_leaf(target_, path) || kind_of(file) != Kind::kLeaf) continue;
    if (::unlink(file.c_str()) != 0) throw SystemError(errno, "remove " + file.string());
    for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
      if (::rmdir((target_ / path.substr(0, slash)).c_str()) != 0) break;
    }
  }
  for (const std::string& folder : folders_below(staging_, "")) folders.make_folder(folder);
  for (const std::string& path : written) {
    if (!comes_last(path)) move_in(path);
  }
  move_in(manifest);
  for (const std::string_view path : kSwitchingFiles) {
    if (std::binary_search(written.begin(), written.end(), path)) move_in(std::string(path));
  }
}

void OutputFolder::commit(const std::vector<std::string>& written) {
  const std::string manifest = "releases/" + version_ + "/" + std::string(kManifestName);
  std::vector<std::string> all = written;
  all.insert(std::lower_bound(all.begin(), all.end(), manifest), manifest);
  TreeWriter(staging_).write(manifest, write_manifest(all), 0644);

  const bool existed = kind_of(target_) == Kind::kFolder;
  const Paths leaving = existed ? leaving_files(target_, version_) : Paths();
  if (existed) {
    refuse_conflicts(all, leaving);
    take_owner_and_mode(target_, staging_, S_IRWXU);
  }
  if (exchange()) {
    committed_ = true;
    if (existed) {
      drain(staging_, "", leaving);
      discard(staging_);
    }
    const fs::path mark = target_ / kStagingMark;
    if (::unlink(mark.c_str()) != 0) throw SystemError(errno, "remove " + mark.string());
  } else {
    replace_file_by_file(all, leaving);
    committed_ = true;
    discard(staging_);
  }
}

namespace {

void list_leaves(const fs::path& tree, const std::string& folder, std::vector<std::string>& leaves) {
  for (const std::string& name : sorted_names(tree / folder)) {
    const std::string path = below(folder, name);
    if (kind_of(tree / path) == Kind::kFolder) {
      if (path != "tmp") list_leaves(tree, path, leaves);
    } else {
      leaves.push_back(path);
    }
  }
}

}  // namespace

std::vector<std::string> OutputFolder::published_files() const {
  std::vector<std::string> files;
  list_leaves(target_, "", files);
  std::sort(files.begin(), files.end());
  return files;
}

void OutputFolder::adopt(std::vector<std::string> paths) {
  if (paths.empty()) return;
  const fs::path manifest = target_ / "releases" / version_ / kManifestName;
  const std::vector<std::string> known = read_manifest(read_file(manifest), manifest.string());
  paths.insert(paths.end(), known.begin(), known.end());
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  const fs::path next = manifest.string() + ".new";
  std::error_code ignored;  // creating it says what is wrong
  fs::remove(next, ignored);
  create_file(next, write_manifest(paths), 0644);
  rename_or_throw(next, manifest);
}

}  // namespace slipway

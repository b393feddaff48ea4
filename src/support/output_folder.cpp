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
#include "base/interruption.hpp"
#include "support/manifest.hpp"
#include "support/mount_points.hpp"
#include "support/tree_entries.hpp"
#include "support/tree_writer.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

// Where the folder is filled file by file, staging, trash and lock stand inside.
constexpr const char* kTrashInside = ".slipway.trash";
constexpr const char* kLockInside = ".slipway.lock";

// What a run that was killed while it replaced a manifest leaves.
constexpr const char* kNextManifestName = "slipway.manifest.new";

// Where file by file is the only way: what makes a start use the new version comes last, in this order.
constexpr std::array<std::string_view, 1> kSwitchingFiles = {"releases/start_erl.data"};

bool has_below(const std::set<std::string, std::less<>>& paths, const std::string& folder) {
  const auto first = paths.lower_bound(folder + "/");
  return first != paths.end() && first->starts_with(folder + "/");
}

// Whether something in the folder is no file that leaves, nor a folder of nothing but such.
bool holds_what_moves(const fs::path& tree, const std::string& folder,
                      const std::set<std::string, std::less<>>& leaving) {
  const std::vector<TreeEntry> entries = entries_of(tree / folder);
  return std::any_of(entries.begin(), entries.end(), [&](const TreeEntry& entry) {
    const std::string path = below(folder, entry.name);
    if (entry.kind == Kind::kLeaf) return !leaving.contains(path);
    return !has_below(leaving, path) || holds_what_moves(tree, path, leaving);
  });
}

// What the lock, the staging folder and the trash begin with.
std::string prefix_beside(const fs::path& target) {
  return (target.parent_path() / ("." + target.filename().string() + ".slipway.")).string();
}

// Whether a folder on the way to `path` is a link (or a file): what lies behind it is no part of the tree.
bool leads_through_leaf(const fs::path& tree, const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (kind_of(tree / path.substr(0, slash)) == Kind::kLeaf) return true;
  }
  return false;
}

std::string prefix_inside(const fs::path& target) { return (target / ".slipway.").string(); }

}  // namespace

OutputFolder::OutputFolder(fs::path target, std::string version, const std::function<void()>& on_wait,
                           OldTree old_tree)
    : target_(std::move(target)), version_(std::move(version)), old_tree_(old_tree) {
  choose_places();
  with_context("the release can't be made at " + target_.string() + "; choose another --path",
               [&] { lock_ = open_file(lock_path_, O_RDWR | O_CREAT | O_NOFOLLOW, 0600); });
  take_lock(on_wait);
  recover();
  make_staging();
}

bool OutputFolder::is_at_rest(const fs::path& target) {
  for (const std::string& prefix : {prefix_beside(target), prefix_inside(target)}) {
    for (const char* leftover : {"staging", "trash"}) {
      if (kind_of(prefix + leftover) != Kind::kMissing) return false;
    }
    const FileDescriptor lock(::open((prefix + "lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (lock.is_open() ? ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0 : errno != ENOENT) return false;
  }
  return true;
}

void OutputFolder::take_lock(const std::function<void()>& on_wait) {
  int operation = LOCK_EX | LOCK_NB;
  while (::flock(lock_.get(), operation) != 0) {
    const int error = errno;
    throw_if_interrupted();
    if (error == EWOULDBLOCK) {
      on_wait();
      operation = LOCK_EX;
    } else if (error != EINTR) {
      throw SystemError(error, "lock " + lock_path_.string());
    }
  }
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
  beside_ = can_change(parent) && (!exists || (same_device(parent, target_) && !holds_mount_point(target_)));
  if (!beside_ && !exists) throw SystemError(EACCES, "make the folder " + target_.string());
  const std::string prefix = beside_ ? prefix_beside(target_) : prefix_inside(target_);
  staging_ = prefix + "staging";
  trash_ = prefix + "trash";
  spare_ = prefix + "spare";
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
    if (!beside_ || kind_of(staging_ / kStagingMark) != Kind::kMissing) {
      discard(staging_);
    } else if (kind_of(target_) == Kind::kMissing) {
      // The new tree was taken away before the move was done; what is still here has the user's files.
      rename_or_throw(staging_, target_);
    } else {
      const std::string version = read_file_if_exists(mark).value_or("");
      finish_move(version, manifest_of(target_, version));
    }
  }
  if (kind_of(mark) == Kind::kLeaf && ::unlink(mark.c_str()) != 0)
    throw SystemError(errno, "remove " + mark.string());
}

std::vector<std::string> OutputFolder::manifest_of(const fs::path& tree, const std::string& version) {
  const fs::path path = tree / "releases" / version / kManifestName;
  const std::optional<std::string> text = read_file_if_exists(path);
  return text ? read_manifest(*text, path.string()) : std::vector<std::string>();
}

OutputFolder::Paths OutputFolder::leaving_files(const fs::path& old_tree, const std::string& version) const {
  Paths leaving;
  if (version.empty()) return leaving;
  for (std::string& path : manifest_of(old_tree, version)) leaving.insert(std::move(path));
  if (leaving.empty()) return leaving;
  leaving.insert("releases/" + version + "/" + kNextManifestName);
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
  TreeListing now(target_);
  std::string checked;
  for (const std::string& path : written) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const std::string folder = path.substr(0, slash);
      if (checked.starts_with(folder + "/")) continue;
      if (now.kind(folder) == Kind::kLeaf && !leaving.contains(folder)) refuse(folder, "a file or link");
    }
    checked = path;
    if (now.kind(path) == Kind::kFolder && holds_leaves(target_, path, leaving)) refuse(path, "a folder");
  }
}

void OutputFolder::finish_move(const std::string& version, const std::vector<std::string>& published) {
  with_context("the release is in its place, but what is not Slipway's has not been moved there from " +
                   staging_.string() + " as a whole; the next run goes on with it",
               [&] {
                 drain("", {leaving_files(staging_, version), Paths(published.begin(), published.end())});
                 put_by_or_discard();
               });
}

// Moves everything out of `folder` of the old tree but for what the new one replaces.
void OutputFolder::drain(const std::string& folder, const Move& move) {
  for (const auto& [name, kind, is_link] : entries_of(staging_ / folder)) {
    const std::string path = below(folder, name);
    if (kind == Kind::kFolder) {
      drain_folder(path, move);
    } else if (path != kLockInside && !move.leaving.contains(path)) {  // the lock is of a run file by file
      drain_file(path, move);
    }
  }
}

void OutputFolder::drain_file(const std::string& path, const Move& move) {
  const fs::path to = target_ / path;
  const bool has_moved = kind_of(to) == Kind::kMissing && rename_if_free(staging_ / path, to);
  if (!has_moved && !move.published.contains(path)) keep_aside(path);
}

void OutputFolder::drain_folder(const std::string& path, const Move& move) {
  const fs::path from = staging_ / path;
  const fs::path to = target_ / path;
  // What a run that filled the folder file by file left.
  if (path == kStagingMark || path == kTrashInside) return;
  Kind there = kind_of(to);
  if (there == Kind::kMissing && !has_below(move.leaving, path)) {
    if (rename_if_free(from, to)) return;
    there = kind_of(to);
  }
  if (there == Kind::kLeaf) {
    if (holds_leaves(staging_, path, move.leaving)) keep_aside(path);
    return;
  }
  if (there == Kind::kMissing) {
    // Not for its own sake: a run that is killed here must leave no folder that nobody needs.
    if (!holds_what_moves(staging_, path, move.leaving)) return;
    make_folder_like(from, to);
  }
  drain(path, move);
}

// Somebody made another one in its place since the exchange; both are his.
void OutputFolder::keep_aside(const std::string& path) {
  constexpr int kMostTries = 1000;
  for (int i = 1; i < kMostTries; ++i) {
    const std::string name = path + ".before-release" + (i == 1 ? "" : "." + std::to_string(i));
    if (!rename_if_free(staging_ / path, target_ / name)) continue;
    kept_aside_.push_back((target_ / name).string());
    return;
  }
  throw Error((target_ / path).string() + ".before-release and 998 others are there; move them away");
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

// At every moment each file is the old or the new one, and the manifest lists all that is there of both: a
// run that is killed leaves nothing that the next one would take for the user's.
void OutputFolder::replace_file_by_file(const std::vector<std::string>& written, const Paths& stale) {
  const std::string manifest = manifest_path();
  const std::vector<std::string> folder_list = folders_below(staging_, "");
  const Paths folders(folder_list.begin(), folder_list.end());
  const auto is_written = [&](std::string_view path) {
    return std::binary_search(written.begin(), written.end(), path);
  };
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
    bool is_in_the_way = folders.contains(path);
    for (std::size_t slash = path.rfind('/'); slash != std::string::npos; slash = path.rfind('/', slash - 1))
      is_in_the_way = is_in_the_way || is_written(path.substr(0, slash));
    if (is_in_the_way) remove_stale(path, folders);
  }
  TreeWriter tree(target_);
  // Before any folder of the new tree: by the manifest, the next run knows those that stay empty, too.
  tree.make_folder(manifest.substr(0, manifest.rfind('/')));
  Paths both = stale;
  both.insert(written.begin(), written.end());
  replace_manifest({both.begin(), both.end()});
  for (const std::string& folder : folder_list) tree.make_folder(folder);
  for (const std::string& path : written) {
    if (!comes_last(path)) move_in(path);
  }
  for (const std::string_view path : kSwitchingFiles) {
    if (is_written(path)) move_in(std::string(path));
  }
  for (const std::string& path : stale) {
    if (!is_written(path)) remove_stale(path, folders);
  }
  move_in(manifest);
}

// With the folders that are empty then, also where a run was killed before the file was in its own.
void OutputFolder::remove_stale(const std::string& path, const Paths& kept_folders) {
  const fs::path file = target_ / path;
  const Kind kind = kind_of(file);
  if (kind == Kind::kFolder || leads_through_leaf(target_, path)) return;
  if (kind == Kind::kLeaf && ::unlink(file.c_str()) != 0) throw SystemError(errno, "remove " + file.string());
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos; slash = path.rfind('/', slash - 1)) {
    const std::string folder = path.substr(0, slash);
    if (kept_folders.contains(folder)) break;
    if (::rmdir((target_ / folder).c_str()) != 0 && errno != ENOENT) break;
  }
}

void OutputFolder::replace_manifest(const std::vector<std::string>& paths) {
  const fs::path manifest = target_ / manifest_path();
  const fs::path next = manifest.parent_path() / kNextManifestName;
  std::error_code ignored;  // creating it says what is wrong
  fs::remove(next, ignored);
  create_file(next, write_manifest(paths), 0644);
  rename_or_throw(next, manifest);
}

std::string OutputFolder::manifest_path() const {
  return "releases/" + version_ + "/" + std::string(kManifestName);
}

void OutputFolder::commit(const std::vector<std::string>& written) {
  std::vector<std::string> all = written;
  all.insert(std::lower_bound(all.begin(), all.end(), manifest_path()), manifest_path());
  TreeWriter(staging_).write(manifest_path(), write_manifest(all), 0644);

  const bool existed = kind_of(target_) == Kind::kFolder;
  const Paths leaving = existed ? leaving_files(target_, version_) : Paths();
  if (existed) {
    refuse_conflicts(all, leaving);
    take_owner_and_mode(target_, staging_, S_IRWXU);
  }
  throw_if_interrupted();
  if (exchange()) {
    committed_ = true;
    if (existed) finish_move(version_, all);
    const fs::path mark = target_ / kStagingMark;
    if (::unlink(mark.c_str()) != 0) throw SystemError(errno, "remove " + mark.string());
  } else {
    with_context(target_.string() + " holds files of the old and the new release until the next run",
                 [&] { replace_file_by_file(all, leaving); });
    committed_ = true;
    discard(staging_);
  }
}

std::vector<std::string> OutputFolder::published_files() const {
  std::vector<std::string> files;
  list_leaves(target_, "", "tmp", files);
  std::sort(files.begin(), files.end());
  return files;
}

void OutputFolder::adopt(std::vector<std::string> paths) {
  if (paths.empty()) return;
  const std::vector<std::string> known = manifest_of(target_, version_);
  paths.insert(paths.end(), known.begin(), known.end());
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  replace_manifest(paths);
}

}  // namespace slipway

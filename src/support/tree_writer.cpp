#include "support/tree_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "support/tree_entries.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 0755;

void copy_content(const FileDescriptor& source, const FileDescriptor& target, const std::string& from,
                  const std::string& to) {
  constexpr std::size_t kChunk = std::size_t{1} << 30;
  for (bool first = true;; first = false) {
    const ssize_t count = ::copy_file_range(source.get(), nullptr, target.get(), nullptr, kChunk, 0);
    if (count < 0 && errno == EINTR) continue;
    // Between some file systems, and for files of /proc, the kernel can't, and old container engines forbid
    // it: then by hand.
    if ((count < 0 &&
         (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM)) ||
        (count == 0 && first)) {
      break;
    }
    if (count < 0) throw SystemError(errno, "copy " + from + " to " + to);
    if (count == 0) return;
  }
  std::string buffer(std::size_t{1} << 17, '\0');
  for (;;) {
    const ssize_t count = ::read(source.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError(errno, "read " + from);
    if (count == 0) return;
    write_all(target, std::string_view(buffer.data(), static_cast<std::size_t>(count)), to);
  }
}

// A link that leads to nothing is no folder, and an error: the release could not hold what it names.
bool is_folder_behind_links(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found || error == std::errc::too_many_symbolic_link_levels) {
    throw Error(path.string() + ": a link that leads to nothing (" + fs::read_symlink(path, error).string() +
                "); remove it or make what it names");
  }
  if (error) throw SystemError(error.value(), "look at " + path.string());
  return status.type() == fs::file_type::directory;
}

FileStamp regular_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw SystemError(errno, "read " + path);
  if (!S_ISREG(status.st_mode)) throw Error(path + ": expected a file, a folder or a link to one of them");
  return stamp_of(status);
}

// Capabilities, access lists and the like, which only a new entry is sure to be without. Every entry has a
// label of SELinux where there is SELinux.
bool has_attributes(const std::string& path) {
  const ssize_t size = ::llistxattr(path.c_str(), nullptr, 0);
  if (size <= 0) return size < 0 && errno != EOPNOTSUPP;
  std::string names(static_cast<std::size_t>(size), '\0');
  const ssize_t read = ::llistxattr(path.c_str(), names.data(), names.size());
  return read < 0 || names.substr(0, static_cast<std::size_t>(read)) != std::string("security.selinux\0", 17);
}

// Whether it stands there already, as this process would make it.
bool is_file_with(const std::string& path, std::string_view content, mode_t mode) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 07777) == mode &&
         status.st_uid == ::geteuid() && static_cast<std::size_t>(status.st_size) == content.size() &&
         !has_attributes(path) && read_file(path, content.size()) == content;
}

}  // namespace

std::vector<std::string> sorted_names(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator entries(folder, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    names.push_back(entries->path().filename().string());
  }
  if (error) throw SystemError(error.value(), "list " + folder.string());
  std::sort(names.begin(), names.end());
  return names;
}

Kind TreeWriter::earlier(const std::string& path) const {
  if (earlier_ == nullptr) return Kind::kMissing;
  const auto entry = earlier_->find(path);
  return entry == earlier_->end() ? Kind::kMissing : entry->second;
}

// Whether an earlier folder stands there as this run would make it. Another one goes.
bool TreeWriter::has_folder(const std::string& path, const std::string& folder) const {
  if (earlier(path) != Kind::kFolder) return false;
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) {
    if (errno == ENOENT) return false;  // gone with the one that it was in
    throw SystemError(errno, "look at " + folder);
  }
  if (status.st_uid == ::geteuid() && (status.st_mode & 07777) == kFolderMode && !has_attributes(folder))
    return true;
  remove_tree(folder);
  return false;
}

void TreeWriter::make_one_folder(const std::string& path) const {
  const std::string folder = root_ + path;
  if (has_folder(path, folder)) return;
  if (earlier(path) == Kind::kLeaf && !files_.contains(path) && ::unlink(folder.c_str()) != 0 &&
      errno != ENOENT)
    throw SystemError(errno, "replace " + folder);
  if (::mkdir(folder.c_str(), kFolderMode) != 0) {
    if (errno != EEXIST) throw SystemError(errno, "make the folder " + folder);
    struct stat status {};
    if (::lstat(folder.c_str(), &status) != 0) throw SystemError(errno, "look at " + folder);
    if (!S_ISDIR(status.st_mode)) throw SystemError(EEXIST, "make the folder " + folder);
  } else if (::chmod(folder.c_str(), kFolderMode) != 0) {  // whatever the umask took
    throw SystemError(errno, "set the mode of " + folder);
  }
}

void TreeWriter::make_folder(const std::string& path) {
  const std::lock_guard lock(mutex_);
  // From the root down; a folder that is known needs no call at all.
  for (std::size_t end = 0; end != std::string::npos && !path.empty();) {
    end = path.find('/', end + 1);
    std::string folder = path.substr(0, end);
    if (folders_.contains(folder)) continue;
    make_one_folder(folder);
    folders_.insert(std::move(folder));
  }
}

std::string TreeWriter::prepare(const std::string& path, IfExists if_exists) {
  throw_if_interrupted();
  if (const std::size_t slash = path.rfind('/'); slash != std::string::npos)
    make_folder(path.substr(0, slash));
  const std::lock_guard lock(mutex_);
  const auto [file, is_new] = files_.try_emplace(path);
  if (!is_new && if_exists == IfExists::kFail) throw Error(path + " would be written twice");
  file->second.reset();
  return root_ + path;
}

bool TreeWriter::reuse(const std::string& path, const Provenance& provenance,
                       const std::string& target) const {
  return reusable_ != nullptr && reusable_->link(path, provenance, target);
}

void TreeWriter::make_room(const std::string& path, const std::string& target, IfExists if_exists) const {
  const Kind before = earlier(path);
  if (before == Kind::kFolder) {
    const std::lock_guard lock(mutex_);
    if (!folders_.contains(path)) remove_tree(target);
  }
  if (before == Kind::kMissing && if_exists == IfExists::kFail) return;
  if (::unlink(target.c_str()) == 0 || errno == ENOENT) return;
  if (errno == EISDIR) throw Error(path + " is a folder of the release; a file can't take its place");
  throw SystemError(errno, "replace " + target);
}

void TreeWriter::remember(const std::string& path, Provenance provenance, std::int64_t looked_at) {
  if (!is_settled(provenance.source, looked_at)) return;
  const std::lock_guard lock(mutex_);
  files_[path] = std::move(provenance);
}

void TreeWriter::create(const std::string& path, const std::string& target, std::string_view content,
                        mode_t mode, IfExists if_exists) const {
  if (earlier(path) == Kind::kLeaf && is_file_with(target, content, mode)) return;
  make_room(path, target, if_exists);
  create_file(target, content, mode);
}

void TreeWriter::write(const std::string& path, std::string_view content, mode_t mode, IfExists if_exists) {
  const std::string target = prepare(path, if_exists);
  create(path, target, content, mode, if_exists);
}

void TreeWriter::derive(const std::string& source, const std::string& path, const std::string& recipe,
                        const std::function<mode_t(mode_t)>& mode, const std::function<std::string()>& make) {
  const std::int64_t now = file_clock();
  Provenance provenance{regular_file(source), recipe};
  const std::string target = prepare(path, IfExists::kFail);
  if (!reuse(path, provenance, target)) {
    create(path, target, make(), mode(provenance.source.mode), IfExists::kFail);
  }
  remember(path, std::move(provenance), now);
}

void TreeWriter::copy(const std::string& source, const std::string& path, IfExists if_exists) {
  const std::int64_t now = file_clock();
  Provenance provenance{regular_file(source), "copy"};
  const std::string target = prepare(path, if_exists);
  if (!reuse(path, provenance, target)) {
    make_room(path, target, if_exists);
    const FileDescriptor from = open_file(source, O_RDONLY | O_NONBLOCK);  // should a pipe be there by now
    FileDescriptor to = open_file(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    copy_content(from, to, source, target);
    if (::fchmod(to.get(), provenance.source.mode & 07777) != 0)
      throw SystemError(errno, "set the mode of " + target);
    with_context(target, [&] { to.close(); });
  }
  remember(path, std::move(provenance), now);
}

void TreeWriter::link(const fs::path& target, const std::string& path, IfExists if_exists) {
  const std::string place = prepare(path, if_exists);
  make_room(path, place, if_exists);
  if (::symlink(target.c_str(), place.c_str()) != 0) throw SystemError(errno, "link " + place);
}

void TreeWriter::add_folder(const std::string& source, const std::string& path, Ancestors& ancestors,
                            std::vector<CopiedFile>& files) {
  struct stat status {};
  if (::stat(source.c_str(), &status) != 0) throw SystemError(errno, "look at " + source);
  const std::pair identity(status.st_dev, status.st_ino);
  if (std::find(ancestors.begin(), ancestors.end(), identity) != ancestors.end())
    throw Error(source + ": a link that leads back to a folder that it lies in; remove it");
  ancestors.push_back(identity);
  make_folder(path);
  for (const auto& [name, kind, is_link] : entries_of(source)) {
    const std::string entry = below(source, name);
    if (kind == Kind::kFolder || (is_link && is_folder_behind_links(entry))) {
      add_folder(entry, below(path, name), ancestors, files);
    } else {
      files.push_back({entry, below(path, name)});
    }
  }
  ancestors.pop_back();
}

void TreeWriter::make_folders_following_links(const std::string& source, const std::string& path,
                                              std::vector<CopiedFile>& files) {
  Ancestors ancestors;
  add_folder(source, path, ancestors, files);
}

void TreeWriter::overlay_tree(const fs::path& source, const std::string& path) {
  if (!path.empty()) make_folder(path);
  for (const std::string& name : sorted_names(source)) {
    const fs::path from = source / name;
    const std::string to = below(path, name);
    const fs::file_status status = fs::symlink_status(from);
    if (status.type() == fs::file_type::directory) {
      overlay_tree(from, to);
    } else if (status.type() == fs::file_type::symlink) {
      link(fs::read_symlink(from), to, IfExists::kReplace);
    } else {
      copy(from, to, IfExists::kReplace);
    }
  }
}

bool TreeWriter::lies_behind_file(const std::string& path) const {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (files_.contains(path.substr(0, slash))) return true;
  }
  return false;
}

void TreeWriter::remove_leftovers() const {
  if (earlier_ == nullptr) return;
  const std::lock_guard lock(mutex_);
  // Backwards: what is in a folder comes behind it.
  for (auto entry = earlier_->rbegin(); entry != earlier_->rend(); ++entry) {
    const auto& [path, kind] = *entry;
    // Behind a file, which may be a link, nothing is of this tree.
    if (folders_.contains(path) || files_.contains(path) || lies_behind_file(path)) continue;
    const std::string target = root_ + path;
    const int result = kind == Kind::kFolder ? ::rmdir(target.c_str()) : ::unlink(target.c_str());
    if (result != 0 && errno != ENOENT) throw SystemError(errno, "remove " + target);
  }
}

std::vector<std::string> TreeWriter::written() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> paths;
  for (const auto& [path, provenance] : files_) paths.push_back(path);
  return paths;
}

TreeRecord TreeWriter::record() const {
  const std::lock_guard lock(mutex_);
  TreeRecord record;
  for (const auto& [path, provenance] : files_) record.push_back({path, {}, provenance});
  return record;
}

}  // namespace slipway

#include "support/tree_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
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

void make_one_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0755) != 0) {
    if (errno != EEXIST) throw SystemError(errno, "make the folder " + folder);
    struct stat status {};
    if (::lstat(folder.c_str(), &status) != 0) throw SystemError(errno, "look at " + folder);
    if (!S_ISDIR(status.st_mode)) throw SystemError(EEXIST, "make the folder " + folder);
  } else if (::chmod(folder.c_str(), 0755) != 0) {  // whatever the umask took
    throw SystemError(errno, "set the mode of " + folder);
  }
}

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

void TreeWriter::make_folder(const std::string& path) {
  const std::lock_guard lock(mutex_);
  // From the root down; a folder that is known needs no call at all.
  for (std::size_t end = 0; end != std::string::npos && !path.empty();) {
    end = path.find('/', end + 1);
    std::string folder = path.substr(0, end);
    if (folders_.contains(folder)) continue;
    make_one_folder(root_ + folder);
    folders_.insert(std::move(folder));
  }
}

std::string TreeWriter::prepare(const std::string& path, IfExists if_exists) {
  throw_if_interrupted();
  if (const std::size_t slash = path.rfind('/'); slash != std::string::npos)
    make_folder(path.substr(0, slash));
  std::string target = root_ + path;
  if (if_exists == IfExists::kReplace && ::unlink(target.c_str()) != 0 && errno != ENOENT) {
    if (errno == EISDIR) throw Error(path + " is a folder of the release; a file can't take its place");
    throw SystemError(errno, "replace " + target);
  }
  const std::lock_guard lock(mutex_);
  const auto [file, is_new] = files_.try_emplace(path);
  if (!is_new && if_exists == IfExists::kFail) throw Error(path + " would be written twice");
  file->second.reset();
  return target;
}

void TreeWriter::remember(const std::string& path, Provenance provenance, std::int64_t looked_at) {
  if (!is_settled(provenance.source, looked_at)) return;
  const std::lock_guard lock(mutex_);
  files_[path] = std::move(provenance);
}

void TreeWriter::write(const std::string& path, std::string_view content, mode_t mode, IfExists if_exists) {
  create_file(prepare(path, if_exists), content, mode);
}

void TreeWriter::derive(const std::string& source, const std::string& path, const std::string& recipe,
                        const std::function<mode_t(mode_t)>& mode, const std::function<std::string()>& make) {
  const std::int64_t now = file_clock();
  Provenance provenance{regular_file(source), recipe};
  const std::string target = prepare(path, IfExists::kFail);
  if (reusable_ == nullptr || !reusable_->link(path, provenance, target)) {
    create_file(target, make(), mode(provenance.source.mode));
  }
  remember(path, std::move(provenance), now);
}

void TreeWriter::copy(const std::string& source, const std::string& path, IfExists if_exists) {
  const std::int64_t now = file_clock();
  Provenance provenance{regular_file(source), "copy"};
  const std::string target = prepare(path, if_exists);
  if (reusable_ == nullptr || !reusable_->link(path, provenance, target)) {
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

#include "oci/layout_writer.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/file_range.hpp"
#include "support/mount_points.hpp"
#include "support/staging.hpp"
#include "support/tree_entries.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
    throw SystemError(errno, "make the folder " + path.string());
  if (::chmod(path.c_str(), 0755) != 0) throw SystemError(errno, "set the mode of " + path.string());
}

void write_blob(const Blob& blob, const FileDescriptor& file, const std::string& name) {
  if (const auto* text = std::get_if<std::string>(&blob.content)) {
    write_all(file, *text, name);
    return;
  }
  const auto& range = std::get<FileRange>(blob.content);
  copy_file_range_to(range.path, range.offset, blob.descriptor.size, file, name);
}

void create_blob(const Blob& blob, const fs::path& path) {
  FileDescriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644);
  if (::fchmod(file.get(), 0644) != 0) throw SystemError(errno, "set the mode of " + path.string());
  write_blob(blob, file, path.string());
  with_context(path.string(), [&] { file.close(); });
}

void fill(const fs::path& folder, const std::vector<NamedImage>& images) {
  make_folder(folder / "blobs");
  make_folder(folder / kBlobsFolder);
  for (const Blob* blob : blobs_of(images))
    create_blob(*blob, folder / kBlobsFolder / blob->descriptor.digest.hex());
  create_file(folder / kIndexFile, write_index(index_of(images)), 0644);
  create_file(folder / kLayoutFile, kLayoutText, 0644);
}

bool is_blob_name(std::string_view name) {
  return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// What stands in a layout folder and is none of its parts, or nothing.
std::string foreign_entry(const fs::path& folder) {
  for (const TreeEntry& entry : entries_of(folder)) {
    if (entry.name == "blobs" && entry.kind == Kind::kFolder) continue;
    // Of a run that was killed while it filled the folder in place.
    if (Staging::is_staging_name(entry.name)) continue;
    if (entry.kind == Kind::kFolder || (entry.name != kLayoutFile && entry.name != kIndexFile))
      return entry.name;
  }
  if (kind_of(folder / "blobs") == Kind::kMissing) return {};
  for (const TreeEntry& algorithm : entries_of(folder / "blobs")) {
    std::string path = "blobs/" + algorithm.name;
    if (algorithm.kind != Kind::kFolder || algorithm.name.find("sha") != 0) return path;
    for (const TreeEntry& blob : entries_of(folder / path)) {
      if (Staging::is_staging_name(blob.name)) continue;
      if (blob.kind != Kind::kLeaf || blob.name.find_first_not_of("0123456789abcdef") != std::string::npos)
        return path + "/" + blob.name;
    }
  }
  return {};
}

void check_target(const fs::path& folder) {
  if (kind_of(folder) == Kind::kMissing) return;
  if (kind_of(folder) == Kind::kLeaf)
    throw Error(folder.string() + " is a file; an OCI layout needs a folder of its own");
  if (entries_of(folder).empty()) return;
  if (kind_of(folder / kLayoutFile) != Kind::kLeaf) {
    throw Error(folder.string() +
                " is neither empty nor an OCI layout, so it is not replaced; name another folder");
  }
  if (const std::string foreign = foreign_entry(folder); !foreign.empty()) {
    throw Error(concat({folder.string(), " holds ", foreign,
                        ", which is no part of an OCI layout and would be lost; move it away, or name "
                        "another folder"}));
  }
}

/// What a path leads to, so that a layout which a link names is replaced, and not the link.
fs::path target_of(fs::path folder) {
  while (folder.has_relative_path() && folder.filename().empty()) folder = folder.parent_path();
  std::error_code error;
  if (fs::exists(folder, error)) return fs::canonical(folder);
  const fs::path parent = folder.parent_path().empty() ? fs::path(".") : folder.parent_path();
  fs::create_directories(parent, error);
  if (error) throw SystemError(error.value(), "make the folder " + parent.string());
  return fs::canonical(parent) / folder.filename();
}

bool can_be_exchanged(const fs::path& folder) {
  const bool exists = kind_of(folder) == Kind::kFolder;
  return can_change(folder.parent_path()) &&
         (!exists || (same_device(folder.parent_path(), folder) && !holds_mount_point(folder)));
}

/// False where this folder can't be exchanged after all.
bool exchange(const fs::path& staging, const fs::path& folder) {
  if (rename_if_free(staging, folder)) return true;
  if (::renameat2(AT_FDCWD, staging.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0) return true;
  // EXDEV: from a lower overlay layer. EBUSY: a mount point. EINVAL, ENOSYS: a file system without exchange.
  // EPERM, EACCES: another user's folder in a sticky one.
  constexpr std::array kCannot = {EXDEV, EBUSY, EINVAL, ENOSYS, EPERM, EACCES};
  const int error = errno;
  if (std::find(kCannot.begin(), kCannot.end(), error) != kCannot.end()) return false;
  throw SystemError(error, "exchange " + staging.string() + " with " + folder.string());
}

void replace_file(const fs::path& path, const std::function<void(const FileDescriptor&)>& write) {
  Staging staging(path, Staging::Form::kFile);
  write(staging.file());
  staging.publish_file(path);
}

void fill_in_place(const fs::path& folder, const std::vector<NamedImage>& images) {
  make_folder(folder / "blobs");
  make_folder(folder / kBlobsFolder);
  std::set<std::string> named;
  for (const Blob* blob : blobs_of(images)) {
    const std::string name = blob->descriptor.digest.hex();
    named.insert(name);
    const fs::path path = folder / kBlobsFolder / name;
    replace_file(path, [&](const FileDescriptor& file) { write_blob(*blob, file, path.string()); });
  }
  const auto replace_text = [&](std::string_view name, std::string_view text) {
    const fs::path path = folder / name;
    replace_file(path, [&](const FileDescriptor& file) { write_all(file, text, path.string()); });
  };
  replace_text(kLayoutFile, kLayoutText);
  replace_text(kIndexFile, write_index(index_of(images)));
  for (const TreeEntry& entry : entries_of(folder / kBlobsFolder)) {
    if (!named.contains(entry.name) && (is_blob_name(entry.name) || Staging::is_staging_name(entry.name)))
      remove_tree(folder / kBlobsFolder / entry.name);
  }
}

}  // namespace

ImageIndex index_of(const std::vector<NamedImage>& images) {
  ImageIndex index;
  for (const NamedImage& named : images) {
    Descriptor entry = named.image.manifest.descriptor;
    entry.annotations.clear();
    entry.platform = named.image.platform;
    if (named.names.empty()) index.manifests.push_back(entry);
    for (const Reference& name : named.names) {
      entry.annotations = {{std::string(kImageNameAnnotation), name.full()},
                           {std::string(kRefNameAnnotation), name.tag_or_latest()}};
      index.manifests.push_back(entry);
    }
  }
  return index;
}

void write_layout(const fs::path& folder, const std::vector<NamedImage>& images) {
  const fs::path target = target_of(folder);
  check_target(target);
  if (can_be_exchanged(target)) {
    const Staging staging(target, Staging::Form::kFolder);
    fill(staging.path(), images);
    if (exchange(staging.path(), target)) return;
  }
  if (kind_of(target) == Kind::kMissing) throw SystemError(EACCES, "make the folder " + target.string());
  fill_in_place(target, images);
}

}  // namespace slipway::oci

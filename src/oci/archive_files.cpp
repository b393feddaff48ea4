#include "oci/archive_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/tar_reader.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;

/// As Linux has it for a path.
constexpr int kMostLinks = 40;

std::uint64_t size_of(const fs::path& archive) {
  const FileDescriptor file = open_file(archive, O_RDONLY | O_NONBLOCK);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw SystemError(errno, "read " + archive.string());
  if (!S_ISREG(status.st_mode)) throw Error(archive.string() + " is no regular file, so it is no archive");
  return static_cast<std::uint64_t>(status.st_size);
}

bool is_compressed(const fs::path& archive, std::uint64_t size) {
  const ByteSource source = file_source(archive, 0, std::min<std::uint64_t>(size, 4));
  const std::string_view first = source();
  return first.starts_with("\x1F\x8B") || first == "\x28\xB5\x2F\xFD";
}

}  // namespace

ArchiveFiles::ArchiveFiles(const fs::path& archive, const fs::path& scratch) : name_(archive.string()) {
  const std::uint64_t size = size_of(archive);
  if (is_compressed(archive, size)) {
    unpack(archive, size, scratch);
  } else {
    index(archive);
  }
}

std::string ArchiveFiles::checked_path(std::string_view path) {
  if (++entries_ > kMostEntries) {
    throw Error(concat({name_, " has more than the ", std::to_string(kMostEntries),
                        " entries that an archive of images may have"}));
  }
  std::string normal = fs::path(path).lexically_normal().string();
  if (normal.starts_with('/') || normal == ".." || normal.starts_with("../"))
    throw Error(concat({name_, ": the path \"", path.substr(0, 200), "\" leads out of the archive"}));
  while (normal.ends_with('/')) normal.pop_back();
  return normal;
}

void ArchiveFiles::add_link(const std::string& path, const std::string& target) {
  const std::string normal = fs::path(target).lexically_normal().string();
  if (normal.starts_with('/') || normal.starts_with("../"))
    throw Error(concat({name_, ": the link \"", path.substr(0, 200), "\" leads out of the archive"}));
  links_.emplace(path, normal);
}

void ArchiveFiles::index(const fs::path& archive) {
  TarReader tar(archive);
  while (const auto entry = tar.next()) {
    const std::string path = checked_path(entry->path);
    if (contains(path))
      throw Error(concat({name_, ": the path \"", path.substr(0, 200), "\" stands in it twice"}));
    if (entry->kind == TarEntry::Kind::kFile)
      files_.emplace(path, File{{archive, *entry->offset}, entry->size});
    if (entry->kind == TarEntry::Kind::kHardLink) add_link(path, checked_path(entry->target));
    if (entry->kind == TarEntry::Kind::kLink)
      add_link(path, (fs::path(path).parent_path() / entry->target).string());
  }
}

void ArchiveFiles::unpack(const fs::path& archive, std::uint64_t size, const fs::path& scratch) {
  std::error_code error;
  fs::create_directories(scratch, error);
  if (error) throw SystemError(error.value(), "make the folder " + scratch.string());
  unpacked_ = std::make_shared<Staging>(scratch / "archive", Staging::Form::kFolder);
  // Unpacked is the archive itself: then all is as with one that was not compressed.
  const fs::path plain = unpacked_->path() / "plain.tar";
  FileDescriptor file = open_file(plain, O_WRONLY | O_CREAT | O_EXCL, 0600);
  const ByteSource content = decompressed(file_source(archive, 0, size), name_, kLargestUnpacked);
  for (std::string_view piece = content(); !piece.empty(); piece = content())
    write_all(file, piece, plain.string());
  with_context(plain.string(), [&] { file.close(); });
  with_context(name_ + ", unpacked", [&] { index(plain); });
}

const ArchiveFiles::File& ArchiveFiles::at(std::string_view path) const {
  std::string at(path);
  for (int steps = 0; steps < kMostLinks; ++steps) {
    if (const auto file = files_.find(at); file != files_.end()) return file->second;
    const auto link = links_.find(at);
    if (link == links_.end()) throw Error(concat({name_, ": the file \"", at, "\" is missing"}));
    at = link->second;
  }
  throw Error(concat({name_, ": the links from \"", path, "\" on lead in a circle"}));
}

std::string ArchiveFiles::read(std::string_view path, std::size_t limit) const {
  const File& file = at(path);
  if (file.size > limit) {
    throw Error(concat({name_, ": ", path, " has ", std::to_string(file.size), " bytes; at most ",
                        std::to_string(limit), " are read"}));
  }
  std::string content;
  content.reserve(static_cast<std::size_t>(file.size));
  const ByteSource source = file_source(file.range.path, file.range.offset, file.size);
  for (std::string_view piece = source(); !piece.empty(); piece = source()) content += piece;
  return content;
}

std::vector<std::string> ArchiveFiles::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, file] : files_) paths.push_back(path);
  return paths;
}

}  // namespace slipway::oci

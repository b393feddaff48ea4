#include "assets/output_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <vector>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "support/tree_entries.hpp"

namespace slipway::assets {
namespace {

namespace fs = std::filesystem;

/// Dotfiles, which no digester looks at.
constexpr std::string_view kUnfinished = ".slipway-assets-";
constexpr std::size_t kRandomBytes = 8;
constexpr std::size_t kBlock = std::size_t{256} << 10;
constexpr mode_t kMode = 0644;
/// CRC-32 and size, least significant byte first.
constexpr std::size_t kTrailer = 8;

std::optional<std::uint64_t> size_of(const std::string& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

/// Up to `limit` bytes; fewer at the end of the file alone.
std::string read_some(const FileDescriptor& file, std::size_t limit, const std::string& path) {
  std::string bytes(limit, '\0');
  std::size_t filled = 0;
  while (filled < limit) {
    const ssize_t count = ::read(file.get(), bytes.data() + filled, limit - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError(errno, "read " + path);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

bool have_same_content(const std::string& one, const std::string& other) {
  const std::optional<std::uint64_t> size = size_of(one);
  if (!size || *size != fs::file_size(other)) return false;
  const FileDescriptor first = open_file(one, O_RDONLY);
  const FileDescriptor second = open_file(other, O_RDONLY);
  while (true) {
    const std::string block = read_some(first, kBlock, one);
    if (block != read_some(second, kBlock, other)) return false;
    if (block.empty()) return true;
  }
}

}  // namespace

bool is_inside(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

/// A file that takes the place of another one once it is whole.
class OutputFiles::NewFile {
 public:
  explicit NewFile(fs::path target)
      : target_(std::move(target)),
        path_((target_.parent_path() / concat({kUnfinished, hexadecimal(random_bytes(kRandomBytes))}))
                  .string()),
        file_(open_file(path_, O_WRONLY | O_CREAT | O_EXCL, kMode)) {
    // open(2) took the umask off.
    if (::fchmod(file_.get(), kMode) != 0) throw SystemError(errno, "change the mode of " + path_);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (!published_) ::unlink(path_.c_str());
  }

  void write(std::string_view content) { write_all(file_, content, target_.string()); }

  void publish() {
    file_.close();
    if (std::rename(path_.c_str(), target_.c_str()) != 0)
      throw SystemError(errno, "put " + target_.string() + " in its place");
    published_ = true;
  }

 private:
  fs::path target_;
  std::string path_;
  FileDescriptor file_;
  bool published_ = false;
};

OutputFiles::OutputFiles(const fs::path& folder) {
  fs::create_directories(folder);
  folder_ = fs::canonical(folder);
  lock_ = open_file(folder_.string(), O_RDONLY | O_DIRECTORY);
  while (::flock(lock_.get(), LOCK_EX) != 0) {
    // A file system without locks has one run at a time to itself, or none.
    if (errno != EINTR) break;
  }
}

void OutputFiles::make_folder(const std::string& relative) const {
  const fs::path folder = folder_ / relative;
  // Asked before it is made: a link on the way must not have folders made outside.
  const fs::path real = fs::weakly_canonical(folder);
  if (!is_inside(real, folder_)) {
    throw Error(concat({folder.string(), " leads to ", real.string(), ", out of ", folder_.string(),
                        ", and nothing is written there; move the folder, or digest it on its own"}));
  }
  fs::create_directories(folder);
  for (const TreeEntry& entry : entries_of(folder)) {
    if (entry.name.starts_with(kUnfinished)) ::unlink((folder / entry.name).c_str());
  }
}

bool OutputFiles::remove(const std::string& relative) const {
  const fs::path path = folder_ / relative;
  if (!is_inside(fs::weakly_canonical(path.parent_path()), folder_)) return false;
  if (::unlink(path.c_str()) == 0) return true;
  if (errno != ENOENT && errno != ENOTDIR) throw SystemError(errno, "remove " + path.string());
  return false;
}

bool OutputFiles::put(const std::string& relative, std::string_view content) const {
  const fs::path target = folder_ / relative;
  const auto size = size_of(target.string());
  if (size && *size == content.size() && read_file(target.string()) == content) return false;
  NewFile file(target);
  file.write(content);
  file.publish();
  return true;
}

bool OutputFiles::put_copy(const std::string& relative, const fs::path& source) const {
  const fs::path target = folder_ / relative;
  if (have_same_content(target.string(), source.string())) return false;
  const FileDescriptor from = open_file(source.string(), O_RDONLY);
  NewFile file(target);
  while (true) {
    const std::string block = read_some(from, kBlock, source.string());
    if (block.empty()) break;
    file.write(block);
  }
  file.publish();
  return true;
}

bool OutputFiles::is_compressed_of(const std::string& relative, std::uint32_t crc32,
                                   std::uint64_t size) const {
  const std::string path = (folder_ / relative).string();
  const auto packed = size_of(path);
  if (!packed || *packed < kTrailer) return false;
  const FileDescriptor file = open_file(path, O_RDONLY);
  std::array<unsigned char, kTrailer> trailer{};
  if (::pread(file.get(), trailer.data(), trailer.size(), static_cast<off_t>(*packed - kTrailer)) !=
      static_cast<ssize_t>(trailer.size()))
    return false;
  const auto number_at = [&](std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t byte = 4; byte-- > 0;) number = (number << 8U) | trailer[at + byte];
    return number;
  };
  return number_at(0) == crc32 && number_at(4) == static_cast<std::uint32_t>(size);
}

}  // namespace slipway::assets

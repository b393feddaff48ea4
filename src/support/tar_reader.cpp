#include "support/tar_reader.hpp"

// The only file that includes libarchive.
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <functional>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"

namespace slipway {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;

/// A file that is read from its begin to its end, with gaps.
class SkippingFile {
 public:
  explicit SkippingFile(const std::string& path) : path_(path), buffer_(kPiece, '\0') {
    file_ = open_file(path, O_RDONLY | O_NONBLOCK);
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) throw SystemError(errno, "read " + path);
    if (!S_ISREG(status.st_mode)) throw Error(path + " is no regular file");
    size_ = static_cast<std::uint64_t>(status.st_size);
  }

  std::string_view next() {
    for (;;) {
      throw_if_interrupted();
      const ssize_t count = ::pread(file_.get(), buffer_.data(), buffer_.size(), static_cast<off_t>(offset_));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw SystemError(errno, "read " + path_);
      offset_ += static_cast<std::uint64_t>(count);
      return std::string_view(buffer_).substr(0, static_cast<std::size_t>(count));
    }
  }

  /// How much of `wanted` was skipped.
  std::int64_t skip(std::int64_t wanted) {
    const std::uint64_t left = size_ - std::min(size_, offset_);
    const std::uint64_t count = std::min(left, static_cast<std::uint64_t>(std::max<std::int64_t>(0, wanted)));
    offset_ += count;
    return static_cast<std::int64_t>(count);
  }

 private:
  std::string path_;
  FileDescriptor file_;
  std::string buffer_;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = 0;
};

TarEntry::Kind kind_of(archive_entry* entry) {
  if (::archive_entry_hardlink(entry) != nullptr) return TarEntry::Kind::kHardLink;
  switch (::archive_entry_filetype(entry)) {
    case AE_IFREG:
      return TarEntry::Kind::kFile;
    case AE_IFDIR:
      return TarEntry::Kind::kFolder;
    case AE_IFLNK:
      return TarEntry::Kind::kLink;
    default:
      return TarEntry::Kind::kOther;
  }
}

std::string text_or_nothing(const char* text) { return text != nullptr ? text : ""; }

}  // namespace

/// libarchive is C: what our callbacks throw is kept until it has returned.
class TarReader::Archive {
 public:
  Archive(ByteSource source, std::function<std::int64_t(std::int64_t)> skip, std::string name)
      : source_(std::move(source)),
        skip_(std::move(skip)),
        name_(std::move(name)),
        archive_(::archive_read_new(), &::archive_read_free) {
    if (!archive_) throw Error("libarchive could not be set up");
    ::archive_read_support_format_tar(archive_.get());
    // Names in PAX records are bytes to us; without this they go through the locale's characters.
    ::archive_read_set_option(archive_.get(), "tar", "hdrcharset", "BINARY");
    ::archive_read_set_callback_data(archive_.get(), this);
    ::archive_read_set_read_callback(archive_.get(), &Archive::on_read);
    if (skip_) ::archive_read_set_skip_callback(archive_.get(), &Archive::on_skip);
    check(::archive_read_open1(archive_.get()));
  }

  std::optional<TarEntry> next() {
    archive_entry* entry = nullptr;
    if (check(::archive_read_next_header(archive_.get(), &entry)) == ARCHIVE_EOF) return std::nullopt;
    TarEntry result{.kind = kind_of(entry),
                    .path = text_or_nothing(::archive_entry_pathname(entry)),
                    .mode = ::archive_entry_perm(entry),
                    .user = ::archive_entry_uid(entry),
                    .group = ::archive_entry_gid(entry),
                    .mtime = ::archive_entry_mtime(entry)};
    if (::archive_entry_sparse_count(entry) > 0) fail(result.path + " is a file with holes");
    if (result.kind == TarEntry::Kind::kFile) read_size(entry, result);
    if (result.kind == TarEntry::Kind::kLink) result.target = text_or_nothing(::archive_entry_symlink(entry));
    if (result.kind == TarEntry::Kind::kHardLink)
      result.target = text_or_nothing(::archive_entry_hardlink(entry));
    read_attributes(entry, result);
    position_ = 0;
    size_ = result.kind == TarEntry::Kind::kFile ? std::optional(result.size) : std::nullopt;
    return result;
  }

  std::string_view read() {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    if (check(::archive_read_data_block(archive_.get(), &bytes, &size, &offset)) == ARCHIVE_EOF) {
      // GNU.sparse.realsize without a map of the holes.
      if (size_ && static_cast<std::uint64_t>(position_) != *size_) {
        fail(concat({"a file has ", std::to_string(position_), " bytes, and its header says ",
                     std::to_string(*size_)}));
      }
      return {};
    }
    if (offset != position_) fail("a file with holes");
    position_ += static_cast<la_int64_t>(size);
    return {static_cast<const char*>(bytes), size};
  }

  [[noreturn]] void fail(std::string_view problem) const { throw Error(concat({name_, ": ", problem})); }

 private:
  static la_ssize_t on_read(archive* archive, void* data, const void** buffer) {
    auto& self = *static_cast<Archive*>(data);
    try {
      const std::string_view piece = self.source_();
      *buffer = piece.data();
      return static_cast<la_ssize_t>(piece.size());
    } catch (...) {
      self.thrown_ = std::current_exception();
      ::archive_set_error(archive, EIO, "reading failed");
      return -1;
    }
  }

  static la_int64_t on_skip(archive*, void* data, la_int64_t wanted) {
    return static_cast<Archive*>(data)->skip_(wanted);
  }

  void read_size(archive_entry* entry, TarEntry& result) const {
    const la_int64_t size = ::archive_entry_size(entry);
    if (size < 0) fail(result.path + " has a negative size");
    result.size = static_cast<std::uint64_t>(size);
    // Filter 0 is the last one: how much of the uncompressed archive was taken, which ends with the header.
    result.offset = static_cast<std::uint64_t>(::archive_filter_bytes(archive_.get(), 0));
  }

  static void read_attributes(archive_entry* entry, TarEntry& result) {
    ::archive_entry_xattr_reset(entry);
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    while (::archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK)
      result.attributes[name] = std::string(static_cast<const char*>(value), size);
  }

  /// ARCHIVE_WARN is about what has no meaning here (a name in another character set). ARCHIVE_RETRY would go
  /// on behind a header whose checksum is wrong.
  int check(int result) {
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    if (result < ARCHIVE_WARN || result == ARCHIVE_RETRY) {
      const char* reason = ::archive_error_string(archive_.get());
      fail(concat({"this is no tar archive, or a broken one (",
                   reason != nullptr ? reason : "no reason known", ")"}));
    }
    return result;
  }

  ByteSource source_;
  std::function<std::int64_t(std::int64_t)> skip_;
  std::string name_;
  std::exception_ptr thrown_;
  /// In the content of the entry, and how much it has; nothing for what is no file.
  la_int64_t position_ = 0;
  std::optional<std::uint64_t> size_;
  std::unique_ptr<archive, decltype(&::archive_read_free)> archive_;
};

TarReader::TarReader(ByteSource source, std::string name)
    : archive_(std::make_unique<Archive>(std::move(source), nullptr, std::move(name))) {}

TarReader::TarReader(const std::filesystem::path& file) {
  const auto content = std::make_shared<SkippingFile>(file.string());
  archive_ = std::make_unique<Archive>([content] { return content->next(); },
                                       [content](std::int64_t wanted) { return content->skip(wanted); },
                                       file.string());
}

TarReader::~TarReader() = default;

std::optional<TarEntry> TarReader::next() { return archive_->next(); }

std::string_view TarReader::read() { return archive_->read(); }

std::string TarReader::read_all(std::size_t limit) {
  std::string content;
  for (std::string_view piece = read(); !piece.empty(); piece = read()) {
    if (content.size() + piece.size() > limit)
      archive_->fail(
          concat({"a file is larger than the ", std::to_string(limit), " bytes that are allowed"}));
    content += piece;
  }
  return content;
}

}  // namespace slipway

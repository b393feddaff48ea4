#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "support/byte_source.hpp"

namespace slipway {

/// An entry of a tar archive, as it stands there.
struct TarEntry {
  enum class Kind { kFile, kFolder, kLink, kHardLink, kOther };

  Kind kind = Kind::kFile;
  /// Neither checked nor changed: "./etc/", "/etc", "../x".
  std::string path;
  /// The permission bits, with sticky, setuid and setgid.
  mode_t mode = 0;
  std::int64_t user = 0;
  std::int64_t group = 0;
  std::int64_t mtime = 0;
  /// Of a file.
  std::uint64_t size = 0;
  /// Of a link or a hard link; of the latter the path of an entry before.
  std::string target = {};
  /// "security.capability" and the like.
  std::map<std::string, std::string> attributes = {};
  /// Of a file: where its content begins in the uncompressed archive.
  std::optional<std::uint64_t> offset = {};
};

/// Reads a tar archive: ustar, PAX and GNU's own form, by libarchive. All errors name the archive.
class TarReader {
 public:
  /// From an uncompressed stream. `name` stands for it in errors.
  TarReader(ByteSource source, std::string name);
  /// From an uncompressed file: content that is not asked for is skipped.
  explicit TarReader(const std::filesystem::path& file);
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;
  ~TarReader();

  /// The next entry, or nothing at the end. Throws Error for what is no tar archive, is cut short, or holds a
  /// file with holes, which no image has.
  std::optional<TarEntry> next();

  /// The next piece of the present entry's content, valid until the next call; empty at its end.
  std::string_view read();
  /// All of it; throws Error where that is more than `limit` bytes.
  std::string read_all(std::size_t limit);

 private:
  class Archive;

  std::unique_ptr<Archive> archive_;
};

}  // namespace slipway

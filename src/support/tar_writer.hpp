#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace slipway {

// A tar archive in the ustar format with PAX records where they are needed (POSIX.1-2017, pax, "ustar
// Interchange Format" and "pax Extended Header"):
//
//   archive = { entry } two blocks of zeros                                     blocks of 512 bytes
//   entry   = [ header of type 'x', records ] header [ content ]                each padded to a whole block
//   header  = name[100] mode[8] uid[8] gid[8] size[12] mtime[12] checksum[8] type link[100] "ustar\0" "00"
//             user[32] group[32] device[16] prefix[155] zeros[12]               numbers octal, ended by NUL
//   record  = LENGTH " " KEY "=" VALUE LF                                       path, linkpath, size, uid,
//   gid
//
// Users and groups have no names. The same entries make the same bytes.

/// Writes one. Paths are relative, without "." or ".."; folders end without "/". The caller chooses the
/// order.
class TarWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// The largest size that a header holds, in 11 octal digits; that of a larger file stands in a record.
  static constexpr std::uint64_t kLargestPlainSize = (std::uint64_t{1} << 33) - 1;

  /// `mtime` (seconds since 1970, 0 .. 2^33 - 1) is that of all entries, until another is set.
  TarWriter(std::int64_t mtime, Sink sink);

  void set_mtime(std::int64_t mtime) { mtime_ = mtime; }
  /// User and group of the entries that follow: 0 until then.
  void set_owner(std::uint32_t owner) { set_owner(owner, owner); }
  void set_owner(std::uint32_t user, std::uint32_t group) {
    owner_ = user;
    group_ = group;
  }

  void add_folder(const std::string& path, mode_t mode);
  void add_link(const std::string& path, const std::string& target);
  void add_file(const std::string& path, mode_t mode, std::string_view content);
  /// A file of `size` bytes, which `write` gives to the sink. Throws Error where it gives more or fewer.
  void add_stream(const std::string& path, mode_t mode, std::uint64_t size,
                  const std::function<void(const Sink&)>& write);
  /// Copies the file's content as it is read. Throws Error where it is no regular file, or changes its size
  /// meanwhile.
  void add_file_from(const std::string& path, mode_t mode, const std::filesystem::path& source);
  void finish();

 private:
  void header(const std::string& path, mode_t mode, std::uint64_t size, char type, const std::string& link);
  void pad(std::uint64_t size);

  std::int64_t mtime_;
  std::uint32_t owner_ = 0;
  std::uint32_t group_ = 0;
  Sink sink_;
  /// What add_file_from reads into.
  std::string buffer_;
};

}  // namespace slipway

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"

struct stat;

namespace slipway {

/// What the file system says of a file. Whoever changes content, mode, owner or place of a file changes its
/// stamp, too: the kernel sets `changed` (ctime), which no program can set back. The device is left out: its
/// number differs from boot to boot, and two file systems do not share an inode with its times.
struct FileStamp {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;
  /// Nanoseconds since 1970.
  std::int64_t modified = 0;
  std::int64_t changed = 0;

  bool operator==(const FileStamp&) const = default;
};

FileStamp stamp_of(const struct stat& status);
/// Of the file that a link leads to. Nothing where there is no file; throws SystemError for any other reason.
std::optional<FileStamp> stamp_behind_links(const std::string& path);
/// Of the link itself.
std::optional<FileStamp> stamp_of_entry(const std::string& path);

/// Now, by the clock that the kernel stamps files with (nanoseconds since 1970, with steps of up to 10 ms):
/// no file that is changed later has an earlier time.
std::int64_t file_clock();

/// Waits until whatever is changed from now on is stamped with a later time.
void wait_for_file_clock();

/// Whether what a file was stamped with at `time` may have happened after file_clock() gave `moment`.
bool may_be_later(std::int64_t time, std::int64_t moment);

/// Whether a later change would show: a file that was changed within the same step of the clock in which it
/// was looked at (`now`) could change again without another time. File systems that keep whole seconds, or
/// two of them (FAT), have none in the nanoseconds.
bool is_settled(const FileStamp& stamp, std::int64_t now);

// In records: inode:64 size:64 mode:32 modified:64 changed:64, big-endian.
inline constexpr std::size_t kStampBytes = 36;
void write_stamp(ByteWriter& out, const FileStamp& stamp);
FileStamp read_stamp(ByteReader& in);

}  // namespace slipway

#include "support/file_stamp.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <thread>

#include "base/error.hpp"

namespace slipway {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
/// The kernel stamps with the time of its last tick: at least 100 a second.
constexpr std::int64_t kTick = kSecond / 50;
constexpr std::int64_t kCoarse = 2 * kSecond;

std::int64_t nanoseconds(const struct timespec& time) {
  return std::int64_t{time.tv_sec} * kSecond + time.tv_nsec;
}

std::int64_t clock(clockid_t id) {
  struct timespec now {};
  if (::clock_gettime(id, &now) != 0) throw SystemError(errno, "read the clock");
  return nanoseconds(now);
}

std::optional<FileStamp> stamp(int result, const struct stat& status, const std::string& path) {
  if (result == 0) return stamp_of(status);
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw SystemError(errno, "look at " + path);
}

}  // namespace

FileStamp stamp_of(const struct stat& status) {
  return {.inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .mode = status.st_mode,
          .modified = nanoseconds(status.st_mtim),
          .changed = nanoseconds(status.st_ctim)};
}

std::optional<FileStamp> stamp_behind_links(const std::string& path) {
  struct stat status {};
  return stamp(::stat(path.c_str(), &status), status, path);
}

std::optional<FileStamp> stamp_of_entry(const std::string& path) {
  struct stat status {};
  return stamp(::lstat(path.c_str(), &status), status, path);
}

std::int64_t file_clock() { return clock(CLOCK_REALTIME_COARSE); }

void wait_for_file_clock() {
  // Since Linux 6.13 a stamp can be finer than the clock's steps, and so be ahead of it.
  for (const std::int64_t begin = clock(CLOCK_REALTIME); file_clock() <= begin;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

bool may_be_later(std::int64_t time, std::int64_t moment) {
  const bool whole_seconds = time % kSecond == 0;
  return time >= moment - (whole_seconds ? kCoarse : 0);
}

bool is_settled(const FileStamp& stamp, std::int64_t now) {
  return !may_be_later(stamp.changed, now - kTick);
}

void write_stamp(ByteWriter& out, const FileStamp& stamp) {
  out.u64(stamp.inode);
  out.u64(stamp.size);
  out.u32(stamp.mode);
  out.u64(static_cast<std::uint64_t>(stamp.modified));
  out.u64(static_cast<std::uint64_t>(stamp.changed));
}

FileStamp read_stamp(ByteReader& in) {
  FileStamp stamp;
  stamp.inode = in.u64("an inode");
  stamp.size = in.u64("a size");
  stamp.mode = in.u32("a mode");
  stamp.modified = static_cast<std::int64_t>(in.u64("a time"));
  stamp.changed = static_cast<std::int64_t>(in.u64("a time"));
  return stamp;
}

}  // namespace slipway

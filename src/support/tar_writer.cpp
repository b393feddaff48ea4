#include "support/tar_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameSize = 100;
constexpr std::size_t kPrefixSize = 155;
constexpr mode_t kPermissions = 07777;
constexpr std::size_t kBufferSize = std::size_t{256} << 10;

std::string octal(std::uint64_t value, std::size_t width) {
  std::string digits(width - 1, '0');
  for (std::size_t at = digits.size(); at-- > 0; value >>= 3)
    digits[at] = static_cast<char>('0' + (value & 7));
  if (value != 0) throw Error("a number is too large for a tar archive");
  return digits + '\0';
}

/// The path as prefix and name, or nothing where it does not fit or is not plain ASCII.
std::optional<std::pair<std::string, std::string>> split_path(const std::string& path) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::all_of(path.begin(), path.end(), is_plain)) return std::nullopt;
  if (path.size() <= kNameSize) return std::pair(std::string(), path);
  const std::size_t slash = path.find('/', path.size() - kNameSize - 1);
  if (slash == std::string::npos || slash == 0 || slash > kPrefixSize || slash + 1 == path.size())
    return std::nullopt;
  return std::pair(path.substr(0, slash), path.substr(slash + 1));
}

/// The record's length counts its own digits.
std::string record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) length = std::to_string(length).size() + rest;
  return std::to_string(length) + " " + std::string(key) + "=" + std::string(value) + "\n";
}

/// As many as seven octal digits hold; larger ones stand in a record.
constexpr std::uint32_t kLargestId = 07777777;

std::uint32_t small_id(std::uint32_t id) { return id > kLargestId ? 0 : id; }

struct Fields {
  std::string prefix;
  std::string name;
  std::string link;
  mode_t mode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  char type = '0';
};

std::string header_block(const Fields& fields) {
  std::string block;
  const auto put = [&block](std::string_view text, std::size_t width) {
    block.append(text.substr(0, width));
    block.append(width - std::min(width, text.size()), '\0');
  };
  put(fields.name, kNameSize);
  block += octal(fields.mode & kPermissions, 8) + octal(small_id(fields.owner), 8) +
           octal(small_id(fields.group), 8) + octal(fields.size, 12) +
           octal(static_cast<std::uint64_t>(fields.mtime), 12);
  const std::size_t checksum_at = block.size();
  block += "        ";
  block += fields.type;
  put(fields.link, kNameSize);
  block += std::string_view("ustar\00000", 8);
  put("", 64);  // user and group
  block += octal(0, 8) + octal(0, 8);
  put(fields.prefix, kPrefixSize);
  put("", kBlock - block.size());
  const std::uint64_t sum = std::accumulate(
      block.begin(), block.end(), std::uint64_t{0},
      [](std::uint64_t total, char byte) { return total + static_cast<unsigned char>(byte); });
  block.replace(checksum_at, 8, octal(sum, 7) + " ");
  return block;
}

}  // namespace

TarWriter::TarWriter(std::int64_t mtime, Sink sink) : mtime_(mtime), sink_(std::move(sink)) {}

void TarWriter::pad(std::uint64_t size) {
  if (const std::size_t used = size % kBlock; used != 0) sink_(std::string(kBlock - used, '\0'));
}

void TarWriter::header(const std::string& path, mode_t mode, std::uint64_t size, char type,
                       const std::string& link) {
  const auto parts = split_path(path);
  const auto link_parts = split_path(link);
  const bool link_fits = link_parts && link_parts->first.empty();
  std::string records;
  if (!parts) records += record("path", path);
  if (!link_fits) records += record("linkpath", link);
  if (owner_ > kLargestId) records += record("uid", std::to_string(owner_));
  if (group_ > kLargestId) records += record("gid", std::to_string(group_));
  const bool size_fits = size <= kLargestPlainSize;
  if (!size_fits) records += record("size", std::to_string(size));
  Fields fields{.prefix = parts ? parts->first : "",
                .name = parts ? parts->second : path.substr(path.size() - std::min(path.size(), kNameSize)),
                .link = link.substr(0, kNameSize),
                .mode = mode,
                .size = size_fits ? size : 0,
                .mtime = mtime_,
                .owner = owner_,
                .group = group_,
                .type = type};
  if (!records.empty()) {
    sink_(header_block({.prefix = "",
                        .name = "PaxHeaders/" + std::to_string(path.size()),
                        .link = "",
                        .mode = 0644,
                        .size = records.size(),
                        .mtime = mtime_,
                        .type = 'x'}));
    sink_(records);
    pad(records.size());
  }
  sink_(header_block(fields));
}

void TarWriter::add_folder(const std::string& path, mode_t mode) { header(path + "/", mode, 0, '5', ""); }

void TarWriter::add_link(const std::string& path, const std::string& target) {
  header(path, 0777, 0, '2', target);
}

void TarWriter::add_file(const std::string& path, mode_t mode, std::string_view content) {
  header(path, mode, content.size(), '0', "");
  sink_(content);
  pad(content.size());
}

void TarWriter::add_stream(const std::string& path, mode_t mode, std::uint64_t size,
                           const std::function<void(const Sink&)>& write) {
  header(path, mode, size, '0', "");
  std::uint64_t left = size;
  write([&](std::string_view part) {
    if (part.size() > left) throw Error(path + " has more bytes than the archive has room for");
    left -= part.size();
    sink_(part);
  });
  if (left != 0) throw Error(path + " was cut short while it was archived");
  pad(size);
}

void TarWriter::add_file_from(const std::string& path, mode_t mode, const std::filesystem::path& source) {
  const FileDescriptor file = open_file(source, O_RDONLY | O_NONBLOCK);  // a pipe must not make us wait
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw SystemError(errno, "read " + source.string());
  if (!S_ISREG(status.st_mode)) throw Error(source.string() + " is no regular file, so it can't be archived");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  header(path, mode, size, '0', "");
  buffer_.resize(kBufferSize);
  std::uint64_t copied = 0;
  while (copied < size) {
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), size - copied));
    const ssize_t count = ::read(file.get(), buffer_.data(), wanted);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError(errno, "read " + source.string());
    if (count == 0) throw Error(source.string() + " was cut short while it was archived");
    sink_(std::string_view(buffer_).substr(0, static_cast<std::size_t>(count)));
    copied += static_cast<std::uint64_t>(count);
  }
  pad(size);
}

void TarWriter::finish() { sink_(std::string(2 * kBlock, '\0')); }

}  // namespace slipway

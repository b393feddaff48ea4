#include "support/cache.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "support/file_stamp.hpp"
#include "support/hash.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHeader = "slipway cache 1\n";

std::uint32_t checksum(std::string_view bytes) {
  const auto* data = reinterpret_cast<const Bytef*>(bytes.data());  // NOLINT(*-reinterpret-cast): zlib's type
  return static_cast<std::uint32_t>(::crc32_z(::crc32_z(0, nullptr, 0), data, bytes.size()));
}

// Names the file alone; the entry holds the whole key.
std::string name_of(std::string_view key) {
  ByteWriter bytes;
  bytes.u64(hash_of(key));
  return hexadecimal(std::move(bytes).finish());
}

// Everything in front of the checksum.
std::optional<std::string> head_of(std::string_view kind, std::string_view key) {
  const std::optional<FileStamp> program = stamp_behind_links("/proc/self/exe");
  if (!program) return std::nullopt;
  ByteWriter head;
  head.bytes(kHeader);
  write_stamp(head, *program);
  head.text(read_file_if_exists("/proc/sys/kernel/random/boot_id").value_or(""));
  head.text(kind);
  head.text(key);
  return std::move(head).finish();
}

bool is_folder_of_ours(const fs::path& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
}

void keep_the_last(const fs::path& folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> entries;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    entries.emplace_back(entry.last_write_time(), entry.path());
  }
  if (entries.size() <= Cache::kMostEntries) return;
  std::sort(entries.begin(), entries.end());
  entries.resize(entries.size() - Cache::kMostEntries);
  for (const auto& [time, path] : entries) fs::remove(path);
}

}  // namespace

std::optional<Cache> Cache::open() {
  const auto absolute = [](const char* variable) -> std::optional<fs::path> {
    const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nothing changes it
    if (value == nullptr || *value != '/') return std::nullopt;
    return fs::path(value);
  };
  std::optional<fs::path> base = absolute("XDG_CACHE_HOME");
  if (!base) {
    const std::optional<fs::path> home = absolute("HOME");
    if (!home || !is_folder_of_ours(*home)) return std::nullopt;
    base = *home / ".cache";
  }
  std::error_code error;
  fs::create_directories(*base, error);
  const fs::path folder = *base / "slipway";
  ::mkdir(folder.c_str(), 0700);
  // What another user can write there would be believed.
  if (!is_folder_of_ours(folder)) return std::nullopt;
  return Cache(folder);
}

fs::path Cache::path_of(std::string_view kind, std::string_view key) const {
  return folder_ / kind / name_of(key);
}

std::optional<std::string> Cache::get(std::string_view kind, std::string_view key) const {
  try {
    const fs::path path = path_of(kind, key);
    std::optional<std::string> entry = read_file_if_exists(path);
    const std::optional<std::string> head = head_of(kind, key);
    if (!entry || !head || !entry->starts_with(*head)) return std::nullopt;
    ByteReader rest(std::string_view(*entry).substr(head->size()), path.native());
    const std::uint32_t expected = rest.u32("a checksum");
    entry->erase(0, head->size() + rest.offset());
    if (checksum(*entry) != expected) return std::nullopt;
    return entry;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void Cache::put(std::string_view kind, std::string_view key, std::string_view payload) const {
  try {
    const std::optional<std::string> head = head_of(kind, key);
    if (!head) return;
    const fs::path path = path_of(kind, key);
    const fs::path next = path.string() + "." + hexadecimal(random_bytes(6));
    ::mkdir(path.parent_path().c_str(), 0700);
    ByteWriter entry;
    entry.bytes(*head);
    entry.u32(checksum(payload));
    entry.bytes(payload);
    try {
      create_file(next, std::move(entry).finish(), 0600);
      fs::rename(next, path);
    } catch (...) {
      ::unlink(next.c_str());
      throw;
    }
    keep_the_last(path.parent_path());
  } catch (const std::exception&) {
    remove(kind, key);  // what stands there is out of date
  }
}

void Cache::remove(std::string_view kind, std::string_view key) const {
  ::unlink(path_of(kind, key).c_str());
}

}  // namespace slipway

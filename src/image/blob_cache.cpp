#include "image/blob_cache.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferSize = std::size_t{256} << 10;

/// What files are made as beside their place: those of a run that was killed go with the next.
constexpr const char* kPending = "pending";

/// The digest of a file's content, or nothing where it can't be read.
std::optional<oci::Digest> digest_of_file(const fs::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.is_open()) return std::nullopt;
  oci::Sha256 hash;
  std::string buffer(kBufferSize, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) return hash.finish();
    hash.update(std::string_view(buffer).substr(0, static_cast<std::size_t>(count)));
  }
}

/// make_room() removes what was not used for the longest time.
void note_use(const fs::path& path) {
  std::error_code ignored;
  fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
}

/// "sha256:HEX SIZE"
std::optional<std::pair<oci::Digest, std::uint64_t>> read_layer_entry(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  try {
    const oci::Digest digest = oci::Digest::parse(text.substr(0, space), "the cache");
    const std::string_view digits = text.substr(space + 1);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return std::pair(digest, size);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

BlobCache::BlobCache(fs::path folder) : folder_(std::move(folder)) { make_folders(); }

BlobCache::BlobCache(std::unique_ptr<Staging> folder)
    : folder_(folder->path()), temporary_(std::move(folder)) {
  make_folders();
}

void BlobCache::make_folders() const {
  for (const fs::path& path : {folder_, folder_ / "blobs", folder_ / "layers"}) {
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
      throw SystemError(errno, "create " + path.string());
  }
}

fs::path BlobCache::blob_path(const oci::Digest& digest) const { return folder_ / "blobs" / digest.hex(); }

fs::path BlobCache::layer_path(const oci::Digest& origin, std::string_view identity) const {
  return folder_ / "layers" / concat({origin.hex(), ".", identity});
}

/// A blob of the size that was noted; what is in it was not looked at.
std::optional<CachedBlob> BlobCache::entry(const oci::Digest& origin, std::string_view identity) const {
  const std::optional<std::string> text = read_file_if_exists(layer_path(origin, identity).string());
  if (!text) return std::nullopt;
  const auto noted = read_layer_entry(*text);
  if (!noted) return std::nullopt;
  const auto& [digest, size] = *noted;
  const fs::path path = blob_path(digest);
  std::error_code error;
  if (fs::file_size(path, error) != size || error) return std::nullopt;
  return CachedBlob{digest, size, path};
}

std::optional<CachedBlob> BlobCache::find(const oci::Digest& origin, std::string_view identity) const {
  std::optional<CachedBlob> blob = entry(origin, identity);
  if (!blob || digest_of_file(blob->path) != blob->digest) return std::nullopt;
  note_use(blob->path);
  return blob;
}

std::optional<std::string> BlobCache::content(const oci::Digest& origin, std::string_view identity,
                                              std::size_t limit) const {
  const std::optional<CachedBlob> blob = entry(origin, identity);
  if (!blob || blob->size > limit) return std::nullopt;
  std::optional<std::string> bytes = read_file_if_exists(blob->path.string(), limit);
  if (!bytes || oci::Digest::of(*bytes) != blob->digest) return std::nullopt;
  note_use(blob->path);
  return bytes;
}

CachedBlob BlobCache::add(std::string_view identity,
                          const std::function<oci::Digest(const Sink&)>& write) const {
  Staging file(folder_ / "blobs" / kPending, Staging::Form::kFile);
  oci::Sha256 hash;
  CachedBlob blob;
  const oci::Digest origin = write([&](std::string_view bytes) {
    hash.update(bytes);
    blob.size += bytes.size();
    write_all(file.file(), bytes, file.path().string());
  });
  blob.digest = hash.finish();
  blob.path = blob_path(blob.digest);
  file.publish_file(blob.path);
  Staging entry(folder_ / "layers" / kPending, Staging::Form::kFile);
  write_all(entry.file(), blob.digest.text() + " " + std::to_string(blob.size), entry.path().string());
  entry.publish_file(layer_path(origin, identity));
  make_room();
  return blob;
}

void BlobCache::make_room() const {
  struct Found {
    fs::file_time_type used;
    std::uint64_t size = 0;
    fs::path path;
  };
  std::vector<Found> found;
  std::uint64_t total = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_ / "blobs", error)) {
    const std::uint64_t size = entry.file_size(error);
    if (error) continue;  // another run removed it
    found.push_back({entry.last_write_time(error), size, entry.path()});
    total += size;
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.used < b.used; });
  // What was written last stays, however large it is.
  for (std::size_t index = 0; index + 1 < found.size() && total > kLargestSize; ++index) {
    fs::remove(found[index].path, error);
    total -= found[index].size;
  }
}

}  // namespace slipway::image

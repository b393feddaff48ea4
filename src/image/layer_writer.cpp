#include "image/layer_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "support/gzip_members.hpp"
#include "support/tar_writer.hpp"

namespace slipway::image {
namespace {

using Sink = std::function<void(std::string_view)>;

constexpr std::size_t kBufferSize = std::size_t{256} << 10;
/// About 17 years of seconds: the times of content end before 2018.
constexpr std::uint64_t kTimesOfContent = std::uint64_t{1} << 29U;

oci::Digest digest_of_file(const std::filesystem::path& path) {
  const FileDescriptor file =
      open_file(path.string(), O_RDONLY | O_NONBLOCK);  // a pipe must not make us wait
  oci::Sha256 hash;
  std::string buffer(kBufferSize, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError(errno, "read " + path.string());
    if (count == 0) return hash.finish();
    hash.update(std::string_view(buffer).substr(0, static_cast<std::size_t>(count)));
  }
}

std::int64_t time_of(const FileEntry& entry, const LayerTimes& times) {
  if (times.kind == LayerTimes::Kind::kFixed) return times.fixed;
  if (entry.kind != FileEntry::Kind::kFile) return kFixedTime;
  const oci::Digest digest =
      entry.source.empty() ? oci::Digest::of(entry.text) : digest_of_file(entry.source);
  return kFixedTime + static_cast<std::int64_t>(digest.leading_bits() % kTimesOfContent);
}

void write_entry(TarWriter& tar, const std::string& path, const FileEntry& entry) {
  switch (entry.kind) {
    case FileEntry::Kind::kFolder:
      tar.add_folder(path, entry.mode);
      break;
    case FileEntry::Kind::kLink:
      tar.add_link(path, entry.text);
      break;
    case FileEntry::Kind::kFile:
      if (entry.source.empty()) {
        tar.add_file(path, entry.mode, entry.text);
      } else {
        tar.add_file_from(path, entry.mode, entry.source);
      }
      break;
  }
}

/// The archive's digest and size.
struct Archive {
  oci::Digest digest;
  std::uint64_t size = 0;
};

Archive write_and_hash(const FileTree& tree, const LayerTimes& times, const Sink& sink) {
  oci::Sha256 hash;
  Archive archive;
  write_layer_tar(tree, times, [&](std::string_view bytes) {
    hash.update(bytes);
    archive.size += bytes.size();
    sink(bytes);
  });
  archive.digest = hash.finish();
  return archive;
}

}  // namespace

void write_layer_tar(const FileTree& tree, const LayerTimes& times, const Sink& sink) {
  // Entries are small; what comes behind costs less in larger pieces.
  std::string pending;
  const auto flush = [&] {
    sink(pending);
    pending.clear();
  };
  TarWriter tar(times.fixed, [&](std::string_view bytes) {
    if (bytes.size() >= kBufferSize) {
      if (!pending.empty()) flush();
      sink(bytes);
      return;
    }
    pending.append(bytes);
    if (pending.size() >= kBufferSize) flush();
  });
  for (const auto& [path, entry] : tree.entries()) {
    throw_if_interrupted();
    tar.set_mtime(time_of(entry, times));
    tar.set_owner(entry.owner, entry.group.value_or(entry.owner));
    write_entry(tar, path, entry);
  }
  tar.finish();
  flush();
}

Layer make_layer(const std::string& title, const FileTree& tree, const LayerTimes& times,
                 Compression compression, const BlobCache& cache) {
  const auto ignore = [](std::string_view) {};
  const Archive archive = write_and_hash(tree, times, ignore);
  Layer layer{
      .title = title, .diff_id = archive.digest, .unpacked_size = archive.size, .compression = compression};
  const std::string_view identity = GzipMembersWriter::identity();
  std::optional<CachedBlob> blob = cache.find(archive.digest, identity);
  layer.was_cached = blob.has_value();
  if (!blob) {
    blob = cache.add(identity, [&](const BlobCache::Sink& sink) {
      GzipMembersWriter gzip(sink);
      const Archive again = write_and_hash(tree, times, [&](std::string_view bytes) { gzip.write(bytes); });
      gzip.finish();
      if (again.digest != archive.digest) {
        throw Error(concat({"files of the layer \"", title,
                            "\" changed while they were packed; wait until nothing writes to them, and run "
                            "the command again"}));
      }
      return again.digest;
    });
  }
  layer.digest = blob->digest;
  layer.size = blob->size;
  layer.blob = std::move(blob->path);
  return layer;
}

}  // namespace slipway::image

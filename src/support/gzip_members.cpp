#include "support/gzip_members.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "support/parallel.hpp"

namespace slipway {
namespace {

constexpr std::size_t kMember = std::size_t{1} << 20;
/// Members that each processor takes before the results are written: what is held in memory.
constexpr std::size_t kMembersOfAProcessor = 2;

/// libdeflate's level for DEFLATE blocks without compression (RFC 1951, section 3.2.4).
constexpr int kStored = 0;

/// What is looked at of a member, at even distances, before it is compressed.
constexpr std::size_t kSamples = 16;
constexpr std::size_t kSampleSize = std::size_t{2} << 10;

/// Whether the content has been compressed already (pictures, films, archives, models of networks): no sample
/// of it becomes 5 % smaller. libdeflate spends the time of any other content on it (63 MB/s), and wins
/// nothing.
bool is_compressed_already(std::string_view content) {
  if (content.size() < 2 * kSamples * kSampleSize) return false;
  constexpr int kFastest = 1;
  const std::size_t distance = content.size() / kSamples;
  for (std::size_t sample = 0; sample < kSamples; ++sample) {
    const std::string_view piece = content.substr(sample * distance, kSampleSize);
    if (gzip_member(piece, kFastest).size() < kSampleSize - kSampleSize / 20) return false;
  }
  return true;
}

}  // namespace

std::string gzip_member(std::string_view content, int level) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  if (!compressor) throw Error("libdeflate could not be set up: there is not enough memory");
  std::string member(libdeflate_gzip_compress_bound(compressor.get(), content.size()), '\0');
  const std::size_t size = libdeflate_gzip_compress(compressor.get(), content.data(), content.size(),
                                                    member.data(), member.size());
  if (size == 0) throw Error("libdeflate could not compress");
  member.resize(size);
  return member;
}

std::uint32_t crc32(std::string_view content, std::uint32_t so_far) {
  return libdeflate_crc32(so_far, content.data(), content.size());
}

GzipMembersWriter::GzipMembersWriter(Sink sink)
    : sink_(std::move(sink)),
      batch_(kMember * kMembersOfAProcessor * std::max(1U, std::thread::hardware_concurrency())) {}

void GzipMembersWriter::write(std::string_view content) {
  while (!content.empty()) {
    const std::size_t taken = std::min(content.size(), batch_ - pending_.size());
    pending_.append(content.substr(0, taken));
    content.remove_prefix(taken);
    if (pending_.size() == batch_) compress_pending();
  }
}

void GzipMembersWriter::finish() {
  if (!pending_.empty() || is_empty_) compress_pending();
  is_empty_ = true;
}

std::string_view GzipMembersWriter::identity() {
  static const std::string kIdentity =
      "libdeflate-" LIBDEFLATE_VERSION_STRING "-" + std::to_string(GzipMembersWriter::kLevel) + "s";
  return kIdentity;
}

void GzipMembersWriter::compress_pending() {
  const std::string_view content = pending_;
  std::vector<std::string> members(std::max<std::size_t>(1, (content.size() + kMember - 1) / kMember));
  parallel_for(members.size(), [&](std::size_t index) {
    const std::string_view member = content.substr(std::min(content.size(), index * kMember), kMember);
    members[index] = gzip_member(member, is_compressed_already(member) ? kStored : kLevel);
  });
  for (const std::string& member : members) sink_(member);
  pending_.clear();
  is_empty_ = false;
}

}  // namespace slipway

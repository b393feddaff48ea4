#include "support/zstd_writer.hpp"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/parallel.hpp"

namespace slipway {
namespace {

constexpr std::size_t kFrame = std::size_t{2} << 20;
/// Bounds the memory on machines with many processors: content and result of so many frames are held.
constexpr std::size_t kMostFramesAtOnce = 8;

std::size_t checked(std::size_t result) {
  if (::ZSTD_isError(result) != 0)
    throw Error(concat({"zstd could not compress (", ::ZSTD_getErrorName(result), ")"}));
  return result;
}

std::string compressed_frame(std::string_view content) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&::ZSTD_freeCCtx)> context(::ZSTD_createCCtx(), &::ZSTD_freeCCtx);
  if (!context) throw Error("zstd could not be set up");
  checked(::ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, ZstdWriter::kLevel));
  checked(::ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1));
  std::string frame(::ZSTD_compressBound(content.size()), '\0');
  frame.resize(
      checked(::ZSTD_compress2(context.get(), frame.data(), frame.size(), content.data(), content.size())));
  return frame;
}

}  // namespace

ZstdWriter::ZstdWriter(Sink sink)
    : sink_(std::move(sink)),
      batch_(kFrame * std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostFramesAtOnce)) {}

void ZstdWriter::write(std::string_view content) {
  while (!content.empty()) {
    const std::string_view part = content.substr(0, batch_ - pending_.size());
    pending_ += part;
    content.remove_prefix(part.size());
    if (pending_.size() == batch_) compress_pending();
  }
}

void ZstdWriter::compress_pending() {
  const std::string_view all = pending_;
  std::vector<std::string> frames((all.size() + kFrame - 1) / kFrame);
  parallel_for(frames.size(), [&](std::size_t index) {
    frames[index] = compressed_frame(all.substr(index * kFrame, kFrame));
  });
  for (const std::string& frame : frames) sink_(frame);
  is_empty_ = is_empty_ && frames.empty();
  pending_.clear();
}

void ZstdWriter::finish() {
  compress_pending();
  if (is_empty_) sink_(compressed_frame({}));
}

std::string ZstdWriter::identity() {
  return concat({"zstd-", ::ZSTD_versionString(), "-", std::to_string(kLevel)});
}

}  // namespace slipway

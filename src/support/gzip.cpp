#include "support/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "support/parallel.hpp"

namespace slipway {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::size_t kDictionary = std::size_t{32} << 10;
constexpr int kRawDeflate = -15;
constexpr int kGzipFormat = 15 + 16;
constexpr int kMemoryLevel = 8;

/// ID1 ID2, deflate, no flags, no time, no extra flags, Unix.
constexpr std::string_view kHeader("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03", 10);

class Deflater {
 public:
  explicit Deflater(int format) {
    if (::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, format, kMemoryLevel,
                       Z_DEFAULT_STRATEGY) != Z_OK) {
      throw Error("zlib could not be set up");
    }
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { ::deflateEnd(&stream_); }

  void set_dictionary(std::string_view dictionary) {
    if (dictionary.empty()) return;
    ::deflateSetDictionary(&stream_, bytes(dictionary), static_cast<uInt>(dictionary.size()));
  }

  std::string run(std::string_view content, int flush) {
    // A flush adds an empty block to what deflateBound allows for.
    std::string output(::deflateBound(&stream_, content.size()) + 16, '\0');
    // zlib does not write to its input; its interface predates const.
    stream_.next_in = const_cast<Bytef*>(bytes(content));
    stream_.avail_in = static_cast<uInt>(content.size());
    stream_.next_out = reinterpret_cast<Bytef*>(output.data());
    stream_.avail_out = static_cast<uInt>(output.size());
    const int result = ::deflate(&stream_, flush);
    const int expected = flush == Z_FINISH ? Z_STREAM_END : Z_OK;
    if (result != expected || stream_.avail_in != 0) throw Error("zlib could not compress");
    output.resize(output.size() - stream_.avail_out);
    return output;
  }

 private:
  static const Bytef* bytes(std::string_view content) {
    return reinterpret_cast<const Bytef*>(content.data());
  }

  z_stream stream_{};
};

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

struct Block {
  std::string compressed;
  std::uint32_t checksum = 0;
};

}  // namespace

std::string gzip(std::string_view content) { return Deflater(kGzipFormat).run(content, Z_FINISH); }

GzipWriter::GzipWriter(Sink sink) : sink_(std::move(sink)) { sink_(kHeader); }

void GzipWriter::write(std::string_view content) {
  const std::size_t batch = kBlock * std::max(2U, 2 * std::thread::hardware_concurrency());
  while (!content.empty()) {
    const std::size_t room = dictionary_ + batch - pending_.size();
    const std::string_view part = content.substr(0, room);
    pending_ += part;
    content.remove_prefix(part.size());
    // The last block is known by finish() alone, so a full batch waits until more comes.
    if (pending_.size() == dictionary_ + batch && !content.empty()) compress_pending(false);
  }
}

void GzipWriter::compress_pending(bool last) {
  const std::string_view all = pending_;
  const std::size_t content = all.size() - dictionary_;
  const std::size_t count = std::max<std::size_t>(1, (content + kBlock - 1) / kBlock);
  std::vector<Block> blocks(count);
  parallel_for(count, [&](std::size_t index) {
    const std::size_t begin = dictionary_ + index * kBlock;
    const std::string_view part = all.substr(begin, kBlock);
    const std::size_t before = std::min(begin, kDictionary);
    Deflater deflater(kRawDeflate);
    deflater.set_dictionary(all.substr(begin - before, before));
    const bool ends = last && index + 1 == count;
    blocks[index].compressed = deflater.run(part, ends ? Z_FINISH : Z_SYNC_FLUSH);
    blocks[index].checksum = static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size())));
  });
  for (std::size_t index = 0; index < count; ++index) {
    const std::size_t size = std::min(kBlock, content - index * kBlock);
    checksum_ = static_cast<std::uint32_t>(
        ::crc32_combine(checksum_, blocks[index].checksum, static_cast<z_off_t>(size)));
    sink_(blocks[index].compressed);
  }
  size_ += content;
  pending_.erase(0, pending_.size() - std::min(pending_.size(), kDictionary));
  dictionary_ = pending_.size();
}

void GzipWriter::finish() {
  compress_pending(true);
  // ISIZE is the size modulo 2^32.
  sink_(little_endian(checksum_) + little_endian(static_cast<std::uint32_t>(size_)));
}

}  // namespace slipway

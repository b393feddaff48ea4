#include "support/byte_source.hpp"

#include <fcntl.h>
#include <lzma.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"

namespace slipway {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;

class FileSource {
 public:
  FileSource(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size)
      : path_(path.string()), offset_(offset), left_(size) {
    // A pipe would have open(2) wait for a writer.
    file_ = open_file(path_, O_RDONLY | O_NONBLOCK);
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) throw SystemError(errno, "read " + path_);
    if (!S_ISREG(status.st_mode)) throw Error(path_ + " is no regular file");
    buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size)));
  }

  std::string_view next() {
    while (left_ > 0) {
      throw_if_interrupted();
      const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), left_));
      const ssize_t count = ::pread(file_.get(), buffer_.data(), wanted, static_cast<off_t>(offset_));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw SystemError(errno, "read " + path_);
      if (count == 0) throw Error(path_ + " was cut short while it was read");
      offset_ += static_cast<std::uint64_t>(count);
      left_ -= static_cast<std::uint64_t>(count);
      return std::string_view(buffer_).substr(0, static_cast<std::size_t>(count));
    }
    return {};
  }

 private:
  std::string path_;
  FileDescriptor file_;
  std::uint64_t offset_;
  std::uint64_t left_;
  std::string buffer_;
};

/// What an inflating library is given and gives, and what is wrong with it.
class Inflation {
 public:
  Inflation(ByteSource compressed, std::string_view first, std::string name, std::uint64_t limit)
      : compressed_(std::move(compressed)),
        first_(first),
        name_(std::move(name)),
        limit_(limit),
        buffer_(kPiece, '\0') {
    input_ = first_;
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  virtual ~Inflation() = default;

  /// The next piece of the content; empty at its end.
  std::string_view next() {
    std::size_t produced = 0;
    while (produced == 0) {
      if (input_.empty() && !fill()) {
        if (inside_) fail("is cut short");
        return {};
      }
      if (!inside_) begin();
      inside_ = true;
      produced = step();
    }
    given_ += produced;
    if (given_ > limit_)
      throw Error(
          concat({name_, " inflates to more than the ", std::to_string(limit_), " bytes that are allowed"}));
    return std::string_view(buffer_).substr(0, produced);
  }

 protected:
  /// Begins a member or frame; input() is not empty.
  virtual void begin() = 0;
  /// Takes from input(), writes to output() and gives how much; says end() where the member is complete.
  virtual std::size_t step() = 0;

  std::string_view input() const { return input_; }
  void consume(std::size_t count) {
    read_ += count;
    input_.remove_prefix(count);
  }
  std::string& output() { return buffer_; }
  void end() { inside_ = false; }

  [[noreturn]] void fail(std::string_view problem) const {
    throw Error(concat({name_, ": at byte ", std::to_string(read_), ": the compressed data ", problem}));
  }

 private:
  bool fill() {
    input_ = compressed_();
    return !input_.empty();
  }

  ByteSource compressed_;
  std::string first_;
  std::string name_;
  std::uint64_t limit_;
  std::string buffer_;
  std::string_view input_;
  std::uint64_t read_ = 0;
  std::uint64_t given_ = 0;
  bool inside_ = false;
};

class GzipInflation final : public Inflation {
 public:
  GzipInflation(ByteSource compressed, std::string_view first, std::string name, std::uint64_t limit)
      : Inflation(std::move(compressed), first, std::move(name), limit) {
    constexpr int kGzipOnly = 15 + 16;
    if (::inflateInit2(&stream_, kGzipOnly) != Z_OK) throw Error("zlib could not be set up");
  }
  GzipInflation(const GzipInflation&) = delete;
  GzipInflation& operator=(const GzipInflation&) = delete;
  ~GzipInflation() override { ::inflateEnd(&stream_); }

 private:
  void begin() override { ::inflateReset(&stream_); }

  std::size_t step() override {
    // zlib does not write to its input; its interface predates const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input().data()));
    const std::size_t given = std::min<std::size_t>(input().size(), kPiece);
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(output().data());
    stream_.avail_out = static_cast<uInt>(output().size());
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    consume(given - stream_.avail_in);
    if (result == Z_STREAM_END) {
      end();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      fail(concat({"is broken (", stream_.msg != nullptr ? stream_.msg : "no reason is known", ")"}));
    }
    return output().size() - stream_.avail_out;
  }

  z_stream stream_{};
};

class ZstdInflation final : public Inflation {
 public:
  ZstdInflation(ByteSource compressed, std::string_view first, std::string name, std::uint64_t limit)
      : Inflation(std::move(compressed), first, std::move(name), limit),
        context_(::ZSTD_createDCtx(), &::ZSTD_freeDCtx) {
    if (!context_) throw Error("zstd could not be set up");
  }

 private:
  void begin() override {
    ::ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    header_.clear();
    frame_size_ = 0;
  }

  std::size_t step() override {
    ZSTD_inBuffer from{input().data(), input().size(), 0};
    ZSTD_outBuffer to{output().data(), output().size(), 0};
    const std::size_t result = ::ZSTD_decompressStream(context_.get(), &to, &from);
    header_ +=
        input().substr(0, std::min(from.pos, kLongestHeader - std::min(kLongestHeader, header_.size())));
    consume(from.pos);
    frame_size_ += to.pos;
    if (::ZSTD_isError(result) != 0) fail(concat({"is broken (", ::ZSTD_getErrorName(result), ")"}));
    if (result == 0) end_frame();
    return to.pos;
  }

  /// The library compares the sizes where it has the whole frame at once, and else not behind an empty last
  /// block (zstd 1.5.4, ZSTD_decompressContinue).
  void end_frame() {
    const unsigned long long declared = ::ZSTD_getFrameContentSize(header_.data(), header_.size());
    if (declared != ZSTD_CONTENTSIZE_UNKNOWN && declared != frame_size_)
      fail("is broken (it has another size than it declares)");
    end();
  }

  /// RFC 8878, section 3.1.1.1: magic number, descriptor, window, dictionary and content size.
  static constexpr std::size_t kLongestHeader = 18;
  std::string header_;
  std::uint64_t frame_size_ = 0;
  std::unique_ptr<ZSTD_DCtx, decltype(&::ZSTD_freeDCtx)> context_;
};

class XzInflation final : public Inflation {
 public:
  XzInflation(ByteSource compressed, std::string_view first, std::string name, std::uint64_t limit)
      : Inflation(std::move(compressed), first, std::move(name), limit) {}
  XzInflation(const XzInflation&) = delete;
  XzInflation& operator=(const XzInflation&) = delete;
  ~XzInflation() override { ::lzma_end(&stream_); }

 private:
  /// `xz -9` needs 65 MiB; the format has dictionaries of up to 4 GiB.
  static constexpr std::uint64_t kMostMemory = std::uint64_t{160} << 20;

  void begin() override {
    if (::lzma_stream_decoder(&stream_, kMostMemory, 0) != LZMA_OK)
      throw Error("liblzma could not be set up");
  }

  std::size_t step() override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(input().data());
    stream_.avail_in = input().size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(output().data());
    stream_.avail_out = output().size();
    const lzma_ret result = ::lzma_code(&stream_, LZMA_RUN);
    consume(input().size() - stream_.avail_in);
    if (result == LZMA_STREAM_END) {
      end();
    } else if (result == LZMA_MEMLIMIT_ERROR) {
      fail("needs more than 160 MiB of memory to be read; compress it by xz without --lzma2");
    } else if (result != LZMA_OK && result != LZMA_BUF_ERROR) {
      fail(concat({"is broken (xz error ", std::to_string(result), ")"}));
    }
    return output().size() - stream_.avail_out;
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
};

constexpr std::string_view kXzMagic(
    "\xFD"
    "7zXZ\0",
    6);
constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";

/// Finds out what the stream is when it is first asked for a piece.
class Decompression {
 public:
  Decompression(ByteSource compressed, std::string name, std::uint64_t limit)
      : compressed_(std::move(compressed)), name_(std::move(name)), limit_(limit) {}

  std::string_view next() {
    if (inflation_) return inflation_->next();
    if (is_plain_) return counted(compressed_());
    while (first_.size() < kXzMagic.size()) {
      const std::string_view piece = compressed_();
      if (piece.empty()) break;
      first_ += piece;
    }
    if (first_.starts_with(kGzipMagic)) {
      inflation_ = std::make_unique<GzipInflation>(compressed_, first_, name_, limit_);
    } else if (first_.starts_with(kZstdMagic)) {
      inflation_ = std::make_unique<ZstdInflation>(compressed_, first_, name_, limit_);
    } else if (first_.starts_with(kXzMagic)) {
      inflation_ = std::make_unique<XzInflation>(compressed_, first_, name_, limit_);
    } else {
      is_plain_ = true;
      return counted(first_);
    }
    return inflation_->next();
  }

 private:
  std::string_view counted(std::string_view piece) {
    given_ += piece.size();
    if (given_ > limit_)
      throw Error(concat({name_, " has more than the ", std::to_string(limit_), " bytes that are allowed"}));
    return piece;
  }

  ByteSource compressed_;
  std::string name_;
  std::uint64_t limit_;
  std::string first_;
  std::unique_ptr<Inflation> inflation_;
  bool is_plain_ = false;
  std::uint64_t given_ = 0;
};

}  // namespace

ByteSource file_source(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size) {
  return [source = std::make_shared<FileSource>(path, offset, size)] { return source->next(); };
}

ByteSource decompressed(ByteSource compressed, std::string name, std::uint64_t limit) {
  return [stream = std::make_shared<Decompression>(std::move(compressed), std::move(name), limit)] {
    return stream->next();
  };
}

}  // namespace slipway

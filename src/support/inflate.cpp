#include "support/inflate.hpp"

#include <zlib.h>

#include <limits>
#include <utility>

#include "base/error.hpp"

namespace slipway {

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

namespace {

/// What zlib's inflateInit2() takes for it.
enum class Wrapping { kZlib = 15, kGzip = 15 + 16 };

/// Inflates the members of a gzip file, one behind the other (RFC 1952, section 2.2), or zlib data.
class Inflater {
 public:
  Inflater(std::string_view bytes, Wrapping wrapping, std::string_view source, std::size_t limit)
      : source_(source),
        name_(wrapping == Wrapping::kGzip ? "gzip" : "zlib"),
        begin_(bytes.data()),
        limit_(limit) {
    if (bytes.size() > std::numeric_limits<uInt>::max()) fail("a " + name_ + " file has at most 4 GiB here");
    if (::inflateInit2(&stream_, static_cast<int>(wrapping)) != Z_OK) throw Error("zlib could not be set up");
    // zlib does not write to its input; its interface predates const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { ::inflateEnd(&stream_); }

  std::string run() {
    do {
      member();
    } while (stream_.avail_in > 0 && ::inflateReset(&stream_) == Z_OK);
    return std::move(content_);
  }

 private:
  void member() {
    for (int result = Z_OK; result != Z_STREAM_END;) {
      constexpr std::size_t kStep = std::size_t{64} << 10;
      const std::size_t used = content_.size();
      content_.resize(used + kStep);
      stream_.next_out = reinterpret_cast<Bytef*>(content_.data() + used);
      stream_.avail_out = kStep;
      result = ::inflate(&stream_, Z_NO_FLUSH);
      content_.resize(used + kStep - stream_.avail_out);
      if (result == Z_BUF_ERROR)
        fail("at byte " + std::to_string(offset()) + ": the " + name_ + " data is cut short");
      if (result != Z_OK && result != Z_STREAM_END) {
        fail("at byte " + std::to_string(offset()) + ": the " + name_ + " data is broken (" +
             (stream_.msg != nullptr ? stream_.msg : "no reason is known") + ")");
      }
      if (content_.size() > limit_)
        fail("inflates to more than the " + std::to_string(limit_) + " bytes that are allowed");
    }
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(std::string(source_) + ": " + problem);
  }
  /// How far the data was read.
  std::ptrdiff_t offset() const { return reinterpret_cast<const char*>(stream_.next_in) - begin_; }

  z_stream stream_{};
  std::string_view source_;
  std::string name_;
  const char* begin_;
  std::size_t limit_;
  std::string content_;
};

}  // namespace

std::string inflate_gzip(std::string_view bytes, std::string_view source, std::size_t limit) {
  return Inflater(bytes, Wrapping::kGzip, source, limit).run();
}

std::string inflate_zlib(std::string_view bytes, std::string_view source, std::size_t limit) {
  return Inflater(bytes, Wrapping::kZlib, source, limit).run();
}

}  // namespace slipway

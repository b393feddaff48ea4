#include "support/inflate.hpp"

#include <zlib.h>

#include <memory>

#include "base/error.hpp"

namespace slipway {

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

std::string inflate_gzip(std::string_view bytes, std::string_view source, std::size_t limit) {
  z_stream stream{};
  constexpr int kGzipOnly = 15 + 16;
  if (::inflateInit2(&stream, kGzipOnly) != Z_OK) throw Error("zlib could not be set up");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, ::inflateEnd);
  // zlib does not write to its input; its interface predates const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string content;
  for (int result = Z_OK; result != Z_STREAM_END;) {
    constexpr std::size_t kStep = std::size_t{64} << 10;
    const std::size_t used = content.size();
    content.resize(used + kStep);
    stream.next_out = reinterpret_cast<Bytef*>(content.data() + used);
    stream.avail_out = kStep;
    result = ::inflate(&stream, Z_NO_FLUSH);
    content.resize(used + kStep - stream.avail_out);
    if (result != Z_OK && result != Z_STREAM_END)
      throw Error(std::string(source) + ": the gzip data is broken or cut short");
    if (content.size() > limit) {
      throw Error(std::string(source) + ": inflates to more than the " + std::to_string(limit) +
                  " bytes that are allowed");
    }
  }
  return content;
}

}  // namespace slipway

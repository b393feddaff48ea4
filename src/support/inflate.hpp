#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway {

/// Whether the bytes begin as a gzip member does (RFC 1952, section 2.3.1).
bool is_gzip(std::string_view bytes);

/// The content of a gzip file. Throws Error that names `source` where it is broken, cut short, or inflates to
/// more than `limit` bytes.
std::string inflate_gzip(std::string_view bytes, std::string_view source, std::size_t limit);

/// The same for zlib data (RFC 1950), as Erlang's zlib:compress/1 makes it.
std::string inflate_zlib(std::string_view bytes, std::string_view source, std::size_t limit);

}  // namespace slipway

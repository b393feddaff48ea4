#include "base/random.hpp"

#include <sys/random.h>

#include <cerrno>

#include "base/error.hpp"

namespace slipway {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t used = 0; used < count;) {
    const ssize_t got = ::getrandom(bytes.data() + used, count - used, 0);
    if (got < 0 && errno != EINTR) throw SystemError(errno, "get random bytes");
    if (got > 0) used += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace slipway

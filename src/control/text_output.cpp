#include "control/text_output.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "base/error.hpp"

namespace slipway::control {

TextOutput::TextOutput(int descriptor, Connection& connection)
    : descriptor_(descriptor), connection_(connection), most_(PIPE_BUF) {
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) most_ = SIZE_MAX;
}

void TextOutput::write(std::string_view utf8) {
  while (!utf8.empty()) {
    if (most_ != SIZE_MAX) connection_.wait_beside({descriptor_, POLLOUT, 0});
    const ssize_t count = ::write(descriptor_, utf8.data(), std::min(most_, utf8.size()));
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) throw SystemError(errno, "write the output");
    utf8.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace slipway::control

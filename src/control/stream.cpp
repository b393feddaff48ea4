#include "control/stream.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/file_descriptor.hpp"
#include "control/failure.hpp"

namespace slipway::control {
namespace {

class SocketStream final : public Stream {
 public:
  explicit SocketStream(FileDescriptor socket) : socket_(std::move(socket)) {}

  Progress read(std::span<char> buffer) override {
    return progress(::recv(socket_.get(), buffer.data(), buffer.size(), 0));
  }
  Progress write(std::string_view bytes) override {
    return progress(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  pollfd to_read() const override { return {socket_.get(), POLLIN, 0}; }
  pollfd to_write() const override { return {socket_.get(), POLLOUT, 0}; }

 private:
  static Progress progress(ssize_t count) {
    if (count > 0) return {State::kDone, static_cast<std::size_t>(count)};
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
      return {State::kWouldWait, 0};
    // A reset is the end, too: a node that is killed leaves one behind.
    return {State::kEnded, 0};
  }

  FileDescriptor socket_;
};

[[noreturn]] void fail(int error, const Address& address) {
  throw ConnectionError(error == ETIMEDOUT ? Failure::kTimeout : Failure::kUnreachable,
                        "nothing answers at " + address.text() + " (" + ::strerrordesc_np(error) + ")");
}

void wait_until_connected(const FileDescriptor& socket, const Address& address, Deadline deadline) {
  pollfd waiting{socket.get(), POLLOUT, 0};
  for (;;) {
    const int ready = ::poll(&waiting, 1, deadline.poll_timeout());
    if (ready > 0) break;
    if (ready < 0 && errno != EINTR) throw SystemError(errno, "poll");
    if (deadline.has_passed()) fail(ETIMEDOUT, address);
  }
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) fail(error, address);
}

}  // namespace

std::unique_ptr<Stream> connect_to(const Address& address, Deadline deadline) {
  FileDescriptor socket(
      ::socket(address.socket_address()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.is_open()) fail(errno, address);
  if (::connect(socket.get(), address.socket_address(), address.size()) != 0) {
    if (errno != EINPROGRESS && errno != EINTR) fail(errno, address);
    wait_until_connected(socket, address, deadline);
  }
  // Requests and answers are small and wait for each other.
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return std::make_unique<SocketStream>(std::move(socket));
}

}  // namespace slipway::control

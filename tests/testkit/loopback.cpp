#include "testkit/loopback.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>

#include "base/error.hpp"

namespace slipway::testkit {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

FileDescriptor make_socket() {
  FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) throw SystemError(errno, "make a socket");
  return socket;
}

}  // namespace

FileDescriptor listen_on_loopback() {
  FileDescriptor listener = make_socket();
  sockaddr_in address = loopback(0);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 64) != 0) {
    throw SystemError(errno, "listen");
  }
  socklen_t size = sizeof address;
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  std::fputs(fmt::format("{}\n", ntohs(address.sin_port)).c_str(), stdout);
  std::fflush(stdout);
  return listener;
}

FileDescriptor connect_to_loopback(std::uint16_t port) {
  FileDescriptor peer = make_socket();
  const sockaddr_in address = loopback(port);
  if (::connect(peer.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw SystemError(errno, "connect to port " + std::to_string(port));
  }
  return peer;
}

bool send_bytes(const FileDescriptor& peer, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string receive_some(const FileDescriptor& peer, std::size_t most) {
  std::string bytes(most, '\0');
  const ssize_t received = ::recv(peer.get(), bytes.data(), most, 0);
  bytes.resize(received < 0 ? 0 : static_cast<std::size_t>(received));
  return bytes;
}

}  // namespace slipway::testkit

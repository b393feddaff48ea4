#include "launcher/parent_socket.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "base/error.hpp"

namespace slipway::launcher {
namespace {

/// A parent answers at once unless it is just starting a node.
constexpr int kMillisecondsForAnAnswer = 5000;

FileDescriptor open_socket() {
  FileDescriptor file(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!file.is_open()) throw SystemError(errno, "make a socket");
  return file;
}

/// Without an address the kernel chooses a free one in the abstract namespace (unix(7), autobind).
void bind_anywhere(const FileDescriptor& file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (::bind(file.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address.sun_family) != 0) {
    throw SystemError(errno, "name a socket");
  }
}

/// The address that a NOTIFY_SOCKET stands for: a path, or, with "@" in front, a name of the abstract
/// namespace. Zero bytes where it is neither.
socklen_t address_of(std::string_view name, sockaddr_un& address) {
  if (name.size() < 2 || name.size() >= sizeof address.sun_path) return 0;
  if (name.front() != '@' && name.front() != '/') return 0;
  address.sun_family = AF_UNIX;
  std::copy(name.begin(), name.end(), address.sun_path);
  if (name.front() == '@') address.sun_path[0] = '\0';
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
}

std::string name_of(const FileDescriptor& file) {
  sockaddr_un address{};
  socklen_t size = sizeof address;
  if (::getsockname(file.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw SystemError(errno, "name a socket");
  }
  const std::size_t length = size - offsetof(sockaddr_un, sun_path);
  return "@" + std::string(address.sun_path + 1, length - 1);
}

/// Who sent a message; nothing where the kernel does not say.
std::optional<ucred> sender_of(msghdr& header) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS) continue;
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(part), sizeof sender);
    return sender;
  }
  return std::nullopt;
}

}  // namespace

ParentSocket::ParentSocket(std::string manager) : file_(open_socket()), manager_(std::move(manager)) {
  const int on = 1;
  if (::setsockopt(file_.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0) {
    throw SystemError(errno, "learn who sends to a socket");
  }
  bind_anywhere(file_);
  name_ = name_of(file_);
}

std::optional<ParentMessage> ParentSocket::receive() const {
  for (;;) {
    ParentMessage message;
    std::array<char, kLargestMessage> bytes{};
    // Room for credentials alone: descriptors that came with a message are closed by the kernel.
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    iovec part{.iov_base = bytes.data(), .iov_len = bytes.size()};
    msghdr header{};
    header.msg_name = &message.address;
    header.msg_namelen = sizeof message.address;
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t count = ::recvmsg(file_.get(), &header, MSG_CMSG_CLOEXEC);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    const std::optional<ucred> sender = sender_of(header);
    if (!sender || (sender->uid != ::geteuid() && sender->uid != 0)) continue;
    message.text.assign(bytes.data(), static_cast<std::size_t>(count));
    message.sender = sender->pid;
    message.address_size = header.msg_namelen;
    return message;
  }
}

void ParentSocket::answer(const ParentMessage& message, std::string_view text) const {
  ::sendto(file_.get(), text.data(), text.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&message.address), message.address_size);
}

void ParentSocket::forward(const ParentMessage& message) const {
  sockaddr_un address{};
  const socklen_t size = address_of(manager_, address);
  if (size == 0) return;
  ::sendto(file_.get(), message.text.data(), message.text.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), size);
}

bool has_line(std::string_view message, std::string_view line) {
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size());
    if (message.substr(0, end) == line) return true;
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return false;
}

bool parent_starts_again(const Environment& environment, const std::string& release_root) {
  sockaddr_un address{};
  const socklen_t size = address_of(environment.value_or(kParentVariable, ""), address);
  if (size == 0) return false;
  const FileDescriptor file = open_socket();
  bind_anywhere(file);
  if (::connect(file.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0) return false;
  const std::string question = "RESTART " + release_root;
  if (::send(file.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0) return false;
  pollfd wait{.fd = file.get(), .events = POLLIN, .revents = 0};
  if (::poll(&wait, 1, kMillisecondsForAnAnswer) != 1) return false;
  std::array<char, 2> reply{};
  const ssize_t count = ::recv(file.get(), reply.data(), reply.size(), 0);
  return count == 2 && std::string_view(reply.data(), reply.size()) == "OK";
}

}  // namespace slipway::launcher

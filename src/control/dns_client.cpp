#include "control/dns_client.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/random.hpp"
#include "control/connection.hpp"
#include "control/stream.hpp"

namespace slipway::control {
namespace {

struct Question {
  std::uint16_t id;
  Family family;
  std::string query;
};

/// The answer that comes to a connected socket; nothing where there is none, or where it is malformed: then
/// the next server is asked.
std::optional<DnsReply> receive_answer(const FileDescriptor& socket, const Address& server,
                                       const Question& question, Deadline deadline) {
  while (!deadline.has_passed()) {
    pollfd waiting{socket.get(), POLLIN, 0};
    if (::poll(&waiting, 1, deadline.poll_timeout()) <= 0) continue;
    std::array<char, kLargestDnsDatagram> buffer{};
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return std::nullopt;
    if (count <= 0) continue;
    const std::string_view message(buffer.data(), static_cast<std::size_t>(count));
    try {
      DnsReply reply = read_dns_reply(message, question.id, question.family, server.text());
      if (reply.is_answer) return reply;
    } catch (const Error&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<DnsReply> ask_over_udp(const Address& server, const Question& question, Deadline deadline) {
  const FileDescriptor socket(
      ::socket(server.socket_address()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // A connected socket takes datagrams from its server alone, and learns that nobody is there.
  if (!socket.is_open() || ::connect(socket.get(), server.socket_address(), server.size()) != 0) {
    return std::nullopt;
  }
  if (::send(socket.get(), question.query.data(), question.query.size(), MSG_NOSIGNAL) < 0) {
    return std::nullopt;
  }
  return receive_answer(socket, server, question, deadline);
}

std::optional<DnsReply> ask_over_tcp(const Address& server, const Question& question, Deadline deadline) {
  try {
    Connection connection(connect_to(server, deadline), "the name server at " + server.text());
    connection.set_deadline(deadline);
    ByteWriter framed;
    framed.u16(static_cast<std::uint16_t>(question.query.size()));
    framed.bytes(question.query);
    connection.write(std::move(framed).finish());
    const std::string head = connection.read_exactly(2);
    const std::string message =
        connection.read_exactly(ByteReader(head, connection.peer()).u16("the length of a message"));
    return read_dns_reply(message, question.id, question.family, connection.peer());
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<DnsReply> ask_name_server(const Address& server, const std::string& name, Family family,
                                        Deadline deadline) {
  const std::uint16_t id = ByteReader(random_bytes(2), "random").u16("an id");
  const Question question{id, family, dns_query(id, name, family)};
  if (question.query.empty()) return std::nullopt;
  std::optional<DnsReply> reply = ask_over_udp(server, question, deadline);
  if (!reply || !reply->is_truncated) return reply;
  std::optional<DnsReply> whole = ask_over_tcp(server, question, deadline);
  return whole && whole->is_answer && !whole->addresses.empty() ? whole : reply;
}

}  // namespace slipway::control

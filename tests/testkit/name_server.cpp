#include "testkit/name_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "testkit/loopback.hpp"

namespace slipway::testkit {
namespace {

constexpr std::uint16_t kPort = 53;
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint16_t kAnswered = 0x8180;  // a response, recursion was wanted and is available
constexpr std::uint16_t kTruncated = 0x0200;
constexpr std::uint16_t kServerFailure = 2;
constexpr std::uint16_t kNoSuchName = 3;

/// One question (RFC 1035, section 4).
struct Query {
  std::uint16_t id = 0;
  std::string name;
  std::uint16_t type = 0;
  /// As it came; it is repeated in the answer.
  std::string question;
};

Query read_query(std::string_view message) {
  ByteReader reader(message, "a query");
  Query query;
  query.id = reader.u16("an id");
  reader.u16("flags");
  reader.u64("counts");
  const std::size_t begin = reader.offset();
  while (const std::uint8_t length = reader.u8("a label")) {
    if (!query.name.empty()) query.name += '.';
    query.name += reader.take(length, "a label");
  }
  query.type = reader.u16("a type");
  reader.u16("a class");
  query.question = reader.since(begin);
  return query;
}

/// The bytes of the addresses of a name that are of the type; nothing where there is no such name.
std::optional<std::vector<std::string>> find_records(const Query& query,
                                                     const std::vector<std::string>& records) {
  std::optional<std::vector<std::string>> found;
  for (const std::string& record : records) {
    const std::size_t equals = record.find('=');
    if (equals == std::string::npos) throw UsageError("a record is NAME=ADDRESS, not " + record);
    if (record.substr(0, equals) != query.name) continue;
    if (!found) found.emplace();
    std::string bytes(query.type == kTypeAaaa ? sizeof(in6_addr) : sizeof(in_addr), '\0');
    const int family = query.type == kTypeAaaa ? AF_INET6 : AF_INET;
    if (::inet_pton(family, record.c_str() + equals + 1, bytes.data()) == 1) found->push_back(bytes);
  }
  return found;
}

std::string answer_to(const Query& query, const std::vector<std::string>& addresses, std::uint16_t flags) {
  ByteWriter out;
  out.u16(query.id);
  out.u16(static_cast<std::uint16_t>(kAnswered | flags));
  out.u16(1);
  out.u16(static_cast<std::uint16_t>(addresses.size()));
  out.u32(0);
  out.bytes(query.question);
  for (const std::string& address : addresses) {
    out.u16(0xC00C);  // the name of the question
    out.u16(query.type);
    out.u16(1);
    out.u32(60);
    out.u16(static_cast<std::uint16_t>(address.size()));
    out.bytes(address);
  }
  return std::move(out).finish();
}

class NameServer {
 public:
  NameServer(const std::string& behaviour, const std::vector<std::string>& records)
      : behaviour_(behaviour), records_(records), udp_(listen(SOCK_DGRAM)), tcp_(listen(SOCK_STREAM)) {
    if (::listen(tcp_.get(), 16) != 0) throw SystemError(errno, "listen");
  }

  int run() {
    log("ready");
    for (;;) {
      std::array<pollfd, 2> waits = {{{udp_.get(), POLLIN, 0}, {tcp_.get(), POLLIN, 0}}};
      ::poll(waits.data(), waits.size(), -1);
      if (waits[0].revents != 0) serve_datagram();
      if (waits[1].revents != 0) serve_connection();
    }
  }

 private:
  static FileDescriptor listen(int kind) {
    FileDescriptor socket(::socket(AF_INET, kind | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(kPort);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // Connections of the server before us may still be remembered.
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!socket.is_open() ||
        ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw SystemError(errno, "listen on port 53 of 127.0.0.1");
    }
    return socket;
  }

  static void log(const std::string& line) {
    std::fputs((line + "\n").c_str(), stdout);
    std::fflush(stdout);
  }

  static void log(std::string_view transport, const Query& query) {
    const std::string kind = query.type == kTypeA ? "a" : query.type == kTypeAaaa ? "aaaa" : "other";
    log(std::string(transport) + " " + kind + " " + query.name);
  }

  std::string whole_answer(const Query& query) const {
    if (behaviour_ == "fails") return answer_to(query, {}, kServerFailure);
    const std::optional<std::vector<std::string>> found = find_records(query, records_);
    return answer_to(query, found.value_or(std::vector<std::string>()), found ? 0 : kNoSuchName);
  }

  std::string datagram(const Query& query) const {
    const std::vector<std::string> found = find_records(query, records_).value_or(std::vector<std::string>());
    if (found.empty()) return whole_answer(query);
    if (behaviour_ == "truncates") {
      const std::string answer = answer_to(query, found, kTruncated);
      return answer.substr(0, answer.size() - found.front().size() * found.size());
    }
    if (behaviour_ == "udp-only" || behaviour_ == "tcp-hangs") {
      return answer_to(query, {found.front()}, kTruncated);
    }
    return whole_answer(query);
  }

  void send(const std::string& message, const sockaddr_in& to) const {
    ::sendto(udp_.get(), message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to),
             sizeof to);
  }

  void serve_datagram() {
    std::array<char, 512> buffer{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t count =
        ::recvfrom(udp_.get(), buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (count <= 0) return;
    Query query = read_query({buffer.data(), static_cast<std::size_t>(count)});
    log("udp", query);
    if (behaviour_ == "silent") return;
    if (behaviour_ == "foreign") {
      Query other = query;
      ++other.id;
      send(answer_to(other, {std::string("\x7f\0\0\x09", 4)}, 0), from);
    }
    send(datagram(query), from);
  }

  void serve_connection() {
    FileDescriptor peer(::accept4(tcp_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer.is_open() || behaviour_ == "udp-only") return log("tcp refused");
    const std::string head = receive_some(peer, 2);
    if (head.size() < 2) return;
    const Query query = read_query(receive_some(peer, ByteReader(head, "a query").u16("its length")));
    log("tcp", query);
    if (behaviour_ == "tcp-hangs") {
      held_.push_back(std::move(peer));
      return;
    }
    const std::string answer = whole_answer(query);
    ByteWriter framed;
    framed.u16(static_cast<std::uint16_t>(answer.size()));
    framed.bytes(answer);
    send_bytes(peer, std::move(framed).finish());
  }

  std::string behaviour_;
  std::vector<std::string> records_;
  FileDescriptor udp_;
  FileDescriptor tcp_;
  /// Connections that are never answered.
  std::vector<FileDescriptor> held_;
};

}  // namespace

int play_name_server(const std::string& behaviour, const std::vector<std::string>& records) {
  return NameServer(behaviour, records).run();
}

}  // namespace slipway::testkit

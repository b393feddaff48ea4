#include "testkit/fake_node.hpp"

#include <sys/socket.h>

#include <cstdlib>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "control/md5.hpp"
#include "testkit/loopback.hpp"

namespace slipway::testkit {
namespace {

constexpr std::uint32_t kChallenge = 4711;
constexpr std::uint64_t kFlags = 0x0000'000d'07df'7fbd;  // those of a node of OTP 25

std::string receive_bytes(const FileDescriptor& peer, std::size_t count) {
  std::string bytes(count, '\0');
  const ssize_t received = ::recv(peer.get(), bytes.data(), count, MSG_WAITALL);
  bytes.resize(received < 0 ? 0 : static_cast<std::size_t>(received));
  return bytes;
}

/// Up to the peer's end.
void drain(const FileDescriptor& peer) {
  while (!receive_bytes(peer, 1).empty()) {
  }
}

std::string garbage() {
  std::string bytes;
  std::uint32_t state = 1;
  while (bytes.size() < std::size_t{64} << 10) {
    state = state * 1664525 + 1013904223;  // Numerical Recipes' generator: the same bytes each time
    bytes += static_cast<char>(state >> 24);
  }
  return bytes;
}

std::string framed(std::string_view message) {
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(message.size()));
  out.bytes(message);
  return std::move(out).finish();
}

std::string receive_message(const FileDescriptor& peer) {
  const std::string head = receive_bytes(peer, 2);
  return head.size() < 2 ? "" : receive_bytes(peer, ByteReader(head, "a message").u16("its length"));
}

/// False where the peer has another cookie, which the node answers by closing.
bool shake_hands(const FileDescriptor& peer, const std::string& name, const std::string& cookie) {
  receive_message(peer);
  const std::string given = "1@" + name.substr(name.find('@') + 1);
  ByteWriter status;
  status.bytes("snamed:");
  status.u16(static_cast<std::uint16_t>(given.size()));
  status.bytes(given);
  status.u32(1);
  send_bytes(peer, framed(std::move(status).finish()));
  ByteWriter challenge;
  challenge.u8('N');
  challenge.u64(kFlags);
  challenge.u32(kChallenge);
  challenge.u32(1);
  challenge.u16(static_cast<std::uint16_t>(name.size()));
  challenge.bytes(name);
  send_bytes(peer, framed(std::move(challenge).finish()));
  const std::string reply = receive_message(peer);
  ByteReader reader(reply, "a reply");
  reader.u8("its tag");
  const std::uint32_t theirs = reader.u32("a challenge");
  if (reader.take(16, "a digest") != control::md5(cookie + std::to_string(kChallenge))) return false;
  send_bytes(peer, framed("a" + control::md5(cookie + std::to_string(theirs))));
  return true;
}

void answer_port(const FileDescriptor& peer, std::uint16_t port) {
  receive_message(peer);
  ByteWriter answer;
  answer.u8(119);
  answer.u8(0);
  answer.u16(port);
  answer.u8(77);
  answer.u8(0);
  answer.u16(6);
  answer.u16(5);
  answer.u32(0);
  send_bytes(peer, std::move(answer).finish());
}

void behave(const FileDescriptor& peer, std::string_view behaviour) {
  if (behaviour == "closes") return;
  if (behaviour == "garbage") send_bytes(peer, garbage());
  if (behaviour == "half") send_bytes(peer, {"\0\0\0\x40p\x83h\2", 8});
  if (behaviour == "huge") send_bytes(peer, {"\xff\xff\xff\xffp\x83h\3a\2w\0", 12});
  if (behaviour != "half") drain(peer);
}

void serve(const FileDescriptor& peer, std::string_view behaviour, const std::string& argument,
           std::string_view tail) {
  if (behaviour == "epmd") return answer_port(peer, static_cast<std::uint16_t>(std::stoi(argument)));
  if (behaviour != "node") return behave(peer, behaviour);
  const char* name = std::getenv("FAKE_NODE");
  if (name == nullptr) throw UsageError("FAKE_NODE holds the name of the node that is played");
  try {
    if (!shake_hands(peer, name, argument)) return;
  } catch (const Error&) {
    return;  // it went away
  }
  behave(peer, tail);
}

}  // namespace

int play_fake_node(std::string_view behaviour, std::string_view argument, std::string_view tail) {
  const FileDescriptor listener = listen_on_loopback();
  for (;;) {
    const FileDescriptor peer(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.is_open()) serve(peer, behaviour, std::string(argument), tail);
  }
}

}  // namespace slipway::testkit

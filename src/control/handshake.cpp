#include "control/handshake.hpp"

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "control/failure.hpp"
#include "control/md5.hpp"
#include "erl/utf8.hpp"

namespace slipway::control {
namespace {

struct Challenge {
  std::uint64_t flags;
  std::uint32_t number;
};

class Greeter {
 public:
  Greeter(Connection& connection, std::string_view node, std::string_view cookie, NodeHost host,
          LengthSize length)
      : connection_(connection), node_(node), cookie_(cookie), host_(host), length_(length) {}

  Handshake run() {
    send_name();
    receive_status();
    const Challenge challenge = receive_challenge();
    result_.common_flags = challenge.flags & kOurFlags;
    const std::uint32_t ours = random_number();
    send_reply(challenge.number, ours);
    receive_ack(ours);
    return std::move(result_);
  }

 private:
  [[noreturn]] void fail(Failure failure, const std::string& problem) const {
    throw ConnectionError(failure, connection_.peer() + ": " + problem);
  }

  void send(ByteWriter message) {
    std::string bytes = std::move(message).finish();
    ByteWriter packet;
    if (length_ == LengthSize::k32) packet.u16(0);
    packet.u16(static_cast<std::uint16_t>(bytes.size()));
    packet.bytes(bytes);
    connection_.write(std::move(packet).finish());
  }

  std::string receive(std::string_view what) {
    const bool is_long = length_ == LengthSize::k32;
    const std::string head = connection_.read_exactly(is_long ? 4 : 2);
    ByteReader reader(head, connection_.peer());
    const std::size_t size = is_long ? reader.u32("a length") : reader.u16("a length");
    if (size == 0 || size > kLongestHandshakeMessage) {
      fail(Failure::kProtocol,
           concat({"expected ", what, " of the distribution protocol, found a message of ",
                   std::to_string(size), " bytes"}));
    }
    return connection_.read_exactly(size);
  }

  std::string digest(std::uint32_t challenge) const {
    return md5(std::string(cookie_) + std::to_string(challenge));
  }

  static std::uint32_t random_number() { return ByteReader(random_bytes(4), "random").u32("a challenge"); }

  void send_name() {
    const std::string_view host = node_.substr(node_.find('@') + 1);
    ByteWriter message;
    message.u8('N');
    message.u64(kOurFlags);
    message.u32(0);
    message.u16(static_cast<std::uint16_t>(host.size()));
    message.bytes(host);
    send(std::move(message));
  }

  void receive_status() {
    const std::string message = receive("a status");
    constexpr std::string_view kNamed = "snamed:";
    if (message == "snot_allowed") {
      fail(Failure::kRejected,
           "it does not allow this client (net_kernel:allow/1, or an OTP that needs more)");
    }
    if (!std::string_view(message).starts_with(kNamed)) {
      fail(Failure::kProtocol, "expected to be given a name; found " + printable(message));
    }
    ByteReader reader(std::string_view(message).substr(kNamed.size()), connection_.peer());
    result_.our_name = protocol([&] { return reader.take(reader.u16("a length"), "our name"); });
    result_.our_creation = protocol([&] { return reader.u32("our creation"); });
    if (!erl::is_utf8(result_.our_name) || result_.our_name.find('@') == std::string::npos) {
      fail(Failure::kProtocol, "it named us " + printable(result_.our_name) + ", which is no name of a node");
    }
  }

  Challenge receive_challenge() {
    const std::string message = receive("a challenge");
    ByteReader reader(message, connection_.peer());
    Challenge challenge{};
    std::string_view name;
    protocol([&] {
      if (reader.u8("a challenge") != 'N')
        reader.fail_at(0, "expected a challenge, found " + printable(message));
      challenge.flags = reader.u64("flags");
      challenge.number = reader.u32("a challenge");
      reader.u32("a creation");
      name = reader.take(reader.u16("a length"), "a name");
      return 0;
    });
    if (!is_expected(name)) {
      fail(Failure::kRejected, concat({"the node there is called ", printable(name)}));
    }
    if ((challenge.flags & kNeededFlags) != kNeededFlags) {
      fail(Failure::kRejected, "it is older than OTP 25");
    }
    return challenge;
  }

  bool is_expected(std::string_view name) const {
    if (host_ == NodeHost::kKnown) return name == node_;
    return name.substr(0, name.find('@')) == node_.substr(0, node_.find('@'));
  }

  void send_reply(std::uint32_t theirs, std::uint32_t ours) {
    ByteWriter message;
    message.u8('r');
    message.u32(ours);
    message.bytes(digest(theirs));
    send(std::move(message));
  }

  void receive_ack(std::uint32_t ours) {
    std::string message;
    try {
      message = receive("an acknowledgement");
    } catch (const ConnectionError& error) {
      // A node that does not like our digest says so in its log, and closes.
      if (error.failure() != Failure::kClosed) throw;
      fail(Failure::kRejected, "it refused our cookie");
    }
    if (message.size() != 17 || message[0] != 'a') {
      fail(Failure::kProtocol, "expected an acknowledgement, found " + printable(message));
    }
    if (std::string_view(message).substr(1) != digest(ours)) {
      fail(Failure::kRejected, "it did not prove that it has our cookie");
    }
  }

  /// Runs a part of the parser; what it finds wrong is a matter of the protocol.
  template <typename Action>
  auto protocol(Action action) -> decltype(action()) {
    try {
      return action();
    } catch (const Error& error) {
      throw ConnectionError(Failure::kProtocol, error.message());
    }
  }

  /// At most 40 bytes in quotes; all that is not printable ASCII is "?".
  static std::string printable(std::string_view bytes) {
    std::string text = "\"";
    for (const char byte : bytes.substr(0, 40)) text += byte >= ' ' && byte <= '~' ? byte : '?';
    return text + "\"";
  }

  Connection& connection_;
  std::string_view node_;
  std::string_view cookie_;
  NodeHost host_;
  LengthSize length_;
  Handshake result_;
};

}  // namespace

Handshake shake_hands(Connection& connection, std::string_view node, std::string_view cookie, NodeHost host,
                      LengthSize length) {
  return Greeter(connection, node, cookie, host, length).run();
}

}  // namespace slipway::control

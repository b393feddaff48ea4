#include "control/node_connection.hpp"

#include <utility>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "control/failure.hpp"
#include "erl/external.hpp"
#include "erl/external_tags.hpp"

namespace slipway::control {
namespace {

using erl::Term;

constexpr std::uint8_t kPassThrough = 112;

/// Control messages that we send or act on.
enum Operation : std::int64_t {
  kSend = 2,
  kExit = 3,
  kRegisteredSend = 6,
  kExit2 = 8,
  kSendToken = 12,
  kRegisteredSendToken = 16,
  kMonitor = 19,
  kMonitorExit = 21,
  kPayloadExit = 24,
  kPayloadExitToken = 25,
  kPayloadExit2 = 26,
  kPayloadExit2Token = 27,
  kPayloadMonitorExit = 28,
  kSpawnRequest = 29,
  kSpawnRequestToken = 30,
  kSpawnReply = 31,
  kSpawnReplyToken = 32,
  kUnlinkId = 35,
  kUnlinkIdAck = 36,
};

void put_atom(ByteWriter& out, std::string_view name) { out.bytes(external_of(erl::atom(name))); }

/// NEW_PID_EXT and NEWER_REFERENCE_EXT of a node. Numbers below 2^15 and 2^18 suit every OTP.
Term pid_of(std::string_view node, std::uint32_t creation, std::uint32_t number) {
  ByteWriter out;
  out.u8(erl::kNewPid);
  put_atom(out, node);
  out.u32(number);
  out.u32(0);
  out.u32(creation);
  return erl::Opaque{erl::Opaque::Kind::kPid, std::move(out).finish()};
}

/// The number that NodeConnection::reference() put into a reference: the first of its three words.
std::uint32_t number_of(const Term& reference) {
  const auto* opaque = reference.as<erl::Opaque>();
  constexpr std::size_t kWords = 12;
  if (opaque == nullptr || opaque->external.size() < kWords) return 0;
  const std::string_view words = std::string_view(opaque->external).substr(opaque->external.size() - kWords);
  return ByteReader(words, "a reference").u32("its number");
}

}  // namespace

NodeConnection::NodeConnection(Connection connection, const Handshake& handshake)
    : connection_(std::make_unique<Connection>(std::move(connection))),
      packet_(std::make_unique<PacketSource>(*connection_)),
      payload_(std::make_unique<TermReader>(*packet_, 0, connection_->peer())),
      our_name_(handshake.our_name),
      our_creation_(handshake.our_creation),
      self_(pid_of(our_name_, our_creation_, 1)) {
  connection_->start_ticks();
}

std::string_view NodeConnection::PacketSource::next() {
  if (left_ == 0) return {};
  const std::string_view piece = connection_.read_some(left_);
  left_ -= piece.size();
  return piece;
}

Term NodeConnection::reference(std::uint32_t number) const {
  ByteWriter out;
  out.u8(erl::kNewerReference);
  out.u16(3);
  put_atom(out, our_name_);
  out.u32(our_creation_);
  out.u32(number);
  out.u32(0);
  out.u32(0);
  return erl::Opaque{erl::Opaque::Kind::kReference, std::move(out).finish()};
}

void NodeConnection::transmit(const Term& control, const Term* payload) {
  const std::string control_bytes = erl::encode_external(control);
  const std::string payload_bytes = payload != nullptr ? erl::encode_external(*payload) : std::string();
  ByteWriter packet;
  packet.u32(static_cast<std::uint32_t>(1 + control_bytes.size() + payload_bytes.size()));
  packet.u8(kPassThrough);
  packet.bytes(control_bytes);
  packet.bytes(payload_bytes);
  connection_->write(std::move(packet).finish());
}

void NodeConnection::send(const Term& process, const Term& message) {
  transmit(erl::tuple({erl::integer(kSend), erl::atom(""), process}), &message);
}

void NodeConnection::send_to_name(std::string_view name, const Term& message) {
  transmit(erl::tuple({erl::integer(kRegisteredSend), self_, erl::atom(""), erl::atom(name)}), &message);
}

void NodeConnection::exit(const Term& process, const Term& reason) {
  transmit(erl::tuple({erl::integer(kPayloadExit2), self_, process}), &reason);
}

std::uint32_t NodeConnection::spawn(std::string_view module, std::string_view function, const Term& arguments,
                                    std::uint8_t arity, Tie tie, const Term* group_leader) {
  const std::uint32_t number = ++last_reference_;
  const Term what = erl::tuple({erl::atom(module), erl::atom(function), erl::integer(arity)});
  std::vector<Term> options = {erl::atom("monitor")};
  if (tie == Tie::kLinked) options.push_back(erl::atom("link"));
  transmit(erl::tuple({erl::integer(kSpawnRequest), reference(number), self_,
                       group_leader != nullptr ? *group_leader : self_, what, erl::list(std::move(options))}),
           &arguments);
  return number;
}

std::optional<Message> NodeConnection::receive() {
  // What nobody wanted to have of the last one.
  payload_->skip_all();
  const std::string head = connection_->read_exactly(4);
  const std::uint32_t size = ByteReader(head, connection_->peer()).u32("a length");
  if (size == 0) return std::nullopt;
  packet_->begin(size);
  *payload_ = TermReader(*packet_, size, connection_->peer());
  if (const std::uint8_t type = payload_->u8(); type != kPassThrough) {
    fail("expected a packet of type 112, found " + std::to_string(type));
  }
  payload_->expect_version();
  const Term control = payload_->term(kLargestControl);
  const auto* tuple = control.as<erl::Tuple>();
  if (tuple == nullptr || tuple->elements.empty() || !tuple->elements[0].is<std::int64_t>()) {
    fail("expected a tuple with a number as a control message");
  }
  return interpret(tuple->elements);
}

std::optional<Message> NodeConnection::interpret(const std::vector<Term>& control) {
  const std::int64_t operation = *control[0].as<std::int64_t>();
  const auto element = [&](std::size_t index) -> const Term& {
    if (index >= control.size()) {
      fail("the control message " + std::to_string(operation) + " has only " +
           std::to_string(control.size()) + " elements");
    }
    return control[index];
  };
  switch (operation) {
    case kSend:
    case kSendToken:
    case kRegisteredSend:
    case kRegisteredSendToken:
      payload_->expect_version();
      return Message{.kind = Message::Kind::kSend, .from = {}, .process = {}};
    case kPayloadExit:
    case kPayloadExitToken:
    case kPayloadExit2:
    case kPayloadExit2Token:
      payload_->expect_version();
      return Message{.kind = Message::Kind::kExit, .from = element(1), .process = {}};
    case kPayloadMonitorExit:
      payload_->expect_version();
      return Message{.kind = Message::Kind::kDown,
                     .from = element(1),
                     .reference = number_of(element(3)),
                     .process = {}};
    case kSpawnReply:
    case kSpawnReplyToken:
      return Message{.kind = Message::Kind::kSpawned,
                     .from = {},
                     .reference = number_of(element(1)),
                     .process = element(4)};
    case kSpawnRequest:
    case kSpawnRequestToken:
      transmit(erl::tuple(
                   {erl::integer(kSpawnReply), element(1), element(2), erl::integer(0), erl::atom("notsup")}),
               nullptr);
      return std::nullopt;
    case kMonitor:
      if (element(2).is<erl::Atom>()) {
        const Term reason = erl::atom("noproc");
        transmit(erl::tuple({erl::integer(kPayloadMonitorExit), element(2), element(1), element(3)}),
                 &reason);
      }
      return std::nullopt;
    case kUnlinkId:
      transmit(erl::tuple({erl::integer(kUnlinkIdAck), element(1), element(3), element(2)}), nullptr);
      return std::nullopt;
    case kExit:
    case kExit2:
    case kMonitorExit:
      // With EXIT_PAYLOAD, which all have, the reason is a payload (24 to 28).
      fail("the control message " + std::to_string(operation) + " has its reason inside");
    default:
      return std::nullopt;
  }
}

void NodeConnection::fail(const std::string& problem) const {
  throw ConnectionError(Failure::kProtocol, connection_->peer() + ": " + problem);
}

}  // namespace slipway::control

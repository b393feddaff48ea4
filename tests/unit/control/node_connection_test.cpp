#include "control/node_connection.hpp"

#include <gtest/gtest.h>

#include "base/byte_writer.hpp"
#include "control/call.hpp"
#include "control/failure.hpp"
#include "corpus_support.hpp"
#include "erl/external.hpp"
#include "error_support.hpp"
#include "support/scripted_stream.hpp"

namespace slipway::control {
namespace {

using erl::atom;
using erl::integer;
using erl::Term;
using erl::tuple;
using testing_support::scripted;

constexpr std::size_t kLimit = 1 << 20;

Handshake handshake() { return {.our_name = "5F@host", .our_creation = 77, .common_flags = kOurFlags}; }

std::string packet(const Term& control, const Term* payload = nullptr) {
  std::string content = "p" + erl::encode_external(control);
  if (payload != nullptr) content += erl::encode_external(*payload);
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(content.size()));
  out.bytes(content);
  return std::move(out).finish();
}

const Term kPid = erl::Opaque{erl::Opaque::Kind::kPid, std::string("Xw\1n\0\0\0\1\0\0\0\0\0\0\0\1", 16)};

TEST(NodeConnection, ReadsMessagesAndTicks) {
  const Term payload = tuple({atom("hello"), integer(1)});
  const std::string script = std::string(4, '\0') + packet(tuple({integer(2), atom(""), kPid}), &payload) +
                             packet(tuple({integer(1), kPid, kPid})) +
                             packet(tuple({integer(24), kPid, kPid}), &payload);
  for (const std::size_t piece : {std::size_t{1}, SIZE_MAX}) {
    NodeConnection node(scripted(script, piece), handshake());
    EXPECT_FALSE(node.receive()) << "a tick";
    ASSERT_EQ(node.receive().value().kind, Message::Kind::kSend);
    EXPECT_EQ(node.payload().term(kLimit), payload);
    EXPECT_FALSE(node.receive()) << "a link";
    const Message exit = node.receive().value();
    EXPECT_EQ(exit.kind, Message::Kind::kExit);
    EXPECT_EQ(exit.from, kPid);
    EXPECT_EQ(error_of([&] { node.receive(); }), "the peer closed the connection");
  }
}

TEST(NodeConnection, ReadsOverAPayloadThatNobodyWanted) {
  const Term payload = erl::binary(std::string(100'000, 'x'));
  const std::string send = packet(tuple({integer(2), atom(""), kPid}), &payload);
  NodeConnection node(scripted(send + send, 1000), handshake());
  EXPECT_TRUE(node.receive());
  EXPECT_TRUE(node.receive());
}

TEST(NodeConnection, KnowsTheEndOfWhatItSpawned) {
  const auto written = std::make_shared<std::string>();
  NodeConnection asking(scripted("", SIZE_MAX, written), handshake());
  const std::uint32_t first = asking.spawn("m", "f", erl::list({}), 0);
  const std::uint32_t second = asking.spawn("m", "f", erl::list({}), 0);
  EXPECT_NE(first, second);
  const Term reason = atom("normal");
  const std::string script =
      packet(tuple({integer(31), asking.reference(second), asking.self(), integer(2), kPid})) +
      packet(tuple({integer(28), kPid, asking.self(), asking.reference(second)}), &reason);
  NodeConnection node(scripted(script), handshake());
  const Message spawned = node.receive().value();
  EXPECT_EQ(spawned.kind, Message::Kind::kSpawned);
  EXPECT_EQ(spawned.reference, second);
  EXPECT_EQ(spawned.process, kPid);
  const Message down = node.receive().value();
  EXPECT_EQ(down.kind, Message::Kind::kDown);
  EXPECT_EQ(down.reference, second);
  EXPECT_EQ(node.payload().atom(), "normal");
}

TEST(NodeConnection, AnswersAnUnlink) {
  const auto written = std::make_shared<std::string>();
  NodeConnection node(scripted(packet(tuple({integer(35), integer(9), kPid, atom("us")})), SIZE_MAX, written),
                      handshake());
  EXPECT_FALSE(node.receive());
  EXPECT_EQ(*written, packet(tuple({integer(36), integer(9), atom("us"), kPid})));
}

TEST(NodeConnection, LetsNobodyWaitForAProcessOrANameOfOurs) {
  const auto written = std::make_shared<std::string>();
  const Term what = tuple({atom("erpc"), atom("execute_call"), integer(4)});
  const Term arguments = erl::list({atom("ref"), atom("group"), atom("whereis_shell"), erl::list({})});
  const std::string script =
      packet(tuple({integer(29), atom("ref"), kPid, kPid, what, erl::list({atom("monitor")})}), &arguments) +
      packet(tuple({integer(30), atom("ref"), kPid, kPid, what, erl::list({}), atom("token")}), &arguments) +
      packet(tuple({integer(19), kPid, atom("rex"), atom("ref")})) +
      packet(tuple({integer(19), kPid, kPid, atom("ref")}));
  NodeConnection node(scripted(script, SIZE_MAX, written), handshake());
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(node.receive());
  const Term reason = atom("noproc");
  const std::string refused = packet(tuple({integer(31), atom("ref"), kPid, integer(0), atom("notsup")}));
  EXPECT_EQ(*written,
            refused + refused + packet(tuple({integer(28), atom("rex"), kPid, atom("ref")}), &reason));
}

TEST(NodeConnection, SpawnsWithUsOrAnotherAsGroupLeader) {
  const auto written = std::make_shared<std::string>();
  NodeConnection node(scripted("", SIZE_MAX, written), handshake());
  const Term none = erl::list({});
  const Term what = tuple({atom("m"), atom("f"), integer(0)});
  const auto request = [&](std::uint32_t number, const Term& leader) {
    return packet(
        tuple({integer(29), node.reference(number), node.self(), leader, what, erl::list({atom("monitor")})}),
        &none);
  };
  const std::uint32_t first = node.spawn("m", "f", none, 0);
  const std::uint32_t second = node.spawn("m", "f", none, 0, NodeConnection::Tie::kMonitored, &kPid);
  EXPECT_EQ(*written, request(first, node.self()) + request(second, kPid));
}

Term answer(std::string_view how, std::vector<Term> more) {
  std::vector<Term> elements = {atom("slipway"), atom(how)};
  elements.insert(elements.end(), more.begin(), more.end());
  return tuple(std::move(elements));
}

CallResult result_of(const Term& reason) {
  const std::string bytes = external_of(reason);
  MemorySource source(bytes);
  TermReader reader(source, bytes.size(), "a reason");
  return read_call_result(reader);
}

TEST(CallResult, TellsHowTheCallEnded) {
  EXPECT_EQ(result_of(answer("return", {integer(5)})).end, CallEnd::kReturned);
  EXPECT_EQ(result_of(answer("return", {integer(5)})).term(), integer(5));
  EXPECT_EQ(result_of(answer("throw", {integer(5)})).end, CallEnd::kThrew);
  EXPECT_EQ(result_of(answer("exit", {integer(5)})).end, CallEnd::kExited);
  EXPECT_EQ(result_of(answer("error", {atom("badarg"), erl::list({atom("s")})})).stack,
            external_of(erl::list({atom("s")})));
  EXPECT_EQ(result_of(answer("error", {atom("badarg")})).stack, "j");
}

TEST(CallResult, KeepsAnyOtherReasonWhole) {
  for (const Term& reason : {atom("killed"), tuple({atom("shutdown"), atom("slipway")}), tuple({}),
                             tuple({atom("slipway"), atom("nonsense"), integer(1)}),
                             tuple({atom("other"), atom("return"), integer(1), integer(2)})}) {
    const CallResult result = result_of(reason);
    EXPECT_EQ(result.end, CallEnd::kEnded);
    EXPECT_EQ(result.value, external_of(reason));
  }
}

constexpr HostileFile kHostile[] = {
    {"empty", " closed the connection"},
    {"http", ": expected a packet of type 112, found 32"},
    {"fragment_header", ": expected a packet of type 112, found 131"},
    {"only_a_type", ": a term is cut short"},
    {"control_of_another_version", ": expected an external term (131), found 130"},
    {"control_no_tuple", ": expected a tuple with a number as a control message"},
    {"control_empty_tuple", ": expected a tuple with a number as a control message"},
    {"control_no_number", ": expected a tuple with a number as a control message"},
    {"control_too_large", ": a term is larger than the 16384 bytes that are allowed"},
    {"control_with_a_cached_atom", ": expected a term, found the tag 82"},
    {"control_beyond_the_packet", ": expected 200 more bytes, found 3"},
    {"closed_in_a_length", " closed the connection"},
    {"closed_in_a_packet", " closed the connection"},
    {"exit_with_its_reason_inside", ": the control message 3 has its reason inside"},
    {"monitor_exit_too_short", ": the control message 28 has only 2 elements"},
    {"send_without_a_payload", ": a term is cut short"},
    {"spawn_reply_too_short", ": the control message 31 has only 3 elements"},
};

TEST(NodeConnection, RefusesWhatIsNoDistributionProtocol) {
  expect_corpus("distribution", kHostile, [](std::string_view bytes, std::string_view source) {
    NodeConnection node(
        Connection(std::make_unique<testing_support::ScriptedStream>(std::string(bytes), 5, nullptr, nullptr),
                   std::string(source)),
        handshake());
    // A good file ends with a message; a hostile one with its error, or because it is closed.
    while (!node.receive()) {
    }
  });
}

}  // namespace
}  // namespace slipway::control

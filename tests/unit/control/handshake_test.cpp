#include "control/handshake.hpp"

#include <gtest/gtest.h>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "control/failure.hpp"
#include "control/md5.hpp"
#include "corpus_support.hpp"
#include "error_support.hpp"
#include "support/scripted_stream.hpp"

namespace slipway::control {
namespace {

using testing_support::scripted;
using testing_support::ScriptedStream;

constexpr std::uint64_t kNodeFlags = 0x0000'000d'07df'7fbd;

std::string message(std::string_view content) {
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(content.size()));
  out.bytes(content);
  return std::move(out).finish();
}

std::string status_named(std::string_view name) {
  ByteWriter out;
  out.bytes("snamed:");
  out.u16(static_cast<std::uint16_t>(name.size()));
  out.bytes(name);
  out.u32(77);
  return message(std::move(out).finish());
}

std::string challenge(std::string_view name, std::uint64_t flags = kNodeFlags) {
  ByteWriter out;
  out.u8('N');
  out.u64(flags);
  out.u32(4711);
  out.u32(99);
  out.u16(static_cast<std::uint16_t>(name.size()));
  out.bytes(name);
  return message(std::move(out).finish());
}

/// A node that is called bare@host and has this cookie.
ScriptedStream::Answer node_with_cookie(std::string cookie) {
  return [cookie = std::move(cookie)](std::string_view written) -> std::string {
    ByteReader reader(written, "what was written");
    const std::uint16_t size = reader.u16("a length");
    EXPECT_EQ(size, reader.remaining());
    if (reader.u8("a tag") == 'N') return status_named("5F@host") + challenge("bare@host");
    const std::uint32_t theirs = reader.u32("a challenge");
    if (reader.take(16, "a digest") != md5(cookie + "4711")) return "";
    return message("a" + md5(cookie + std::to_string(theirs)));
  };
}

TEST(Handshake, EndsWithTheNameThatTheNodeGives) {
  for (const std::size_t piece : {std::size_t{1}, SIZE_MAX}) {
    Connection connection = scripted("", piece, nullptr, node_with_cookie("secret"));
    const Handshake handshake = shake_hands(connection, "bare@host", "secret");
    EXPECT_EQ(handshake.our_name, "5F@host");
    EXPECT_EQ(handshake.our_creation, 77u);
    EXPECT_EQ(handshake.common_flags, kNodeFlags & kOurFlags);
  }
}

TEST(Handshake, SendsTheHostOfTheNodeAsOurName) {
  const auto written = std::make_shared<std::string>();
  Connection connection = scripted("", SIZE_MAX, written, node_with_cookie("secret"));
  shake_hands(connection, "bare@host", "secret");
  ByteWriter expected;
  expected.u8('N');
  expected.u64(kOurFlags);
  expected.u32(0);
  expected.u16(4);
  expected.bytes("host");
  EXPECT_EQ(written->substr(0, 2 + 19), message(std::move(expected).finish()));
}

TEST(Handshake, SaysThatTheCookieIsAnother) {
  Connection connection = scripted("", SIZE_MAX, nullptr, node_with_cookie("another"));
  try {
    shake_hands(connection, "bare@host", "secret");
    FAIL() << "it was accepted";
  } catch (const ConnectionError& error) {
    EXPECT_EQ(error.failure(), Failure::kRejected);
    EXPECT_EQ(error.message(), "the peer: it refused our cookie");
  }
}

TEST(Handshake, DoesNotTakeANodeThatHasNotOurCookie) {
  Connection connection =
      scripted(status_named("5F@host") + challenge("bare@host") + message("a" + md5("wrong")));
  EXPECT_EQ(error_of([&] { shake_hands(connection, "bare@host", "secret"); }),
            "the peer: it did not prove that it has our cookie");
}

TEST(Handshake, SaysThatAnotherNodeListensThere) {
  Connection connection = scripted(status_named("5F@host") + challenge("other@host"));
  EXPECT_EQ(error_of([&] { shake_hands(connection, "bare@host", "secret"); }),
            "the peer: the node there is called \"other@host\"");
}

TEST(Handshake, TakesANodeOfAnotherHostWhereItsHostWasGuessed) {
  Connection connection = scripted("", SIZE_MAX, nullptr, node_with_cookie("secret"));
  EXPECT_EQ(shake_hands(connection, "bare@elsewhere", "secret", NodeHost::kGuessed).our_name, "5F@host");
  Connection other = scripted("", SIZE_MAX, nullptr, node_with_cookie("secret"));
  EXPECT_EQ(error_of([&] { shake_hands(other, "bar@host", "secret", NodeHost::kGuessed); }),
            "the peer: the node there is called \"bare@host\"");
}

TEST(Handshake, RefusesANodeThatCanDoTooLittle) {
  Connection connection = scripted(status_named("5F@host") + challenge("bare@host", 0x1000000));
  EXPECT_EQ(error_of([&] { shake_hands(connection, "bare@host", "secret"); }),
            "the peer: it is older than OTP 25");
}

constexpr HostileFile kHostile[] = {
    {"empty", " closed the connection"},
    {"http", ": expected a status of the distribution protocol, found a message of 18516 bytes"},
    {"length_0", ": expected a status of the distribution protocol, found a message of 0 bytes"},
    {"length_of_65535", ": expected a status of the distribution protocol, found a message of 65535 bytes"},
    {"status_ok", ": expected to be given a name; found \"sok\""},
    {"status_nok", ": expected to be given a name; found \"snok\""},
    {"status_not_allowed", ": it does not allow this client (net_kernel:allow/1, or an OTP that needs more)"},
    {"status_binary", ": expected to be given a name; found \"s?????\""},
    {"name_cut", ": at byte 2: expected 200 bytes of our name, found 3"},
    {"creation_cut", ": at byte 7: expected 4 bytes of our creation, found 2"},
    {"name_not_utf8", ": it named us \"?@h\", which is no name of a node"},
    {"name_without_host", ": it named us \"abc\", which is no name of a node"},
    {"challenge_cut", ": at byte 9: expected 4 bytes of a challenge, found 2"},
    {"challenge_of_another_tag", ": at byte 0: expected a challenge, found \"Xabc\""},
    {"challenge_name_cut", ": at byte 19: expected 90 bytes of a name, found 3"},
    {"ack_of_another_length", ": expected an acknowledgement, found \"abc\""},
    {"ack_of_another_tag", ": expected an acknowledgement, found \"X0123456789abcdef\""},
    {"ack_of_another_cookie", ": it did not prove that it has our cookie"},
    {"closed_behind_the_status", " closed the connection"},
    {"closed_behind_the_challenge", ": it refused our cookie"},
};

TEST(Handshake, RefusesWhatIsNone) {
  expect_corpus("handshake", kHostile, [](std::string_view bytes, std::string_view source) {
    Connection connection(std::make_unique<ScriptedStream>(std::string(bytes), 7, nullptr, nullptr),
                          std::string(source));
    shake_hands(connection, "bare@host", "secret");
  });
}

}  // namespace
}  // namespace slipway::control

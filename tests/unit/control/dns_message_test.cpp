#include "control/dns_message.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"

namespace slipway::control {
namespace {

using namespace std::string_view_literals;

TEST(DnsQuery, AsksForOneTypeOfAddress) {
  EXPECT_EQ(dns_query(0x1234, "a.bc", Family::kIPv4),
            "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01"
            "a\x02"
            "bc\x00\x00\x01\x00\x01"sv);
  EXPECT_EQ(dns_query(1, "a.", Family::kIPv6),
            "\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01"
            "a\x00\x00\x1c\x00\x01"sv);
}

TEST(DnsQuery, IsNothingForANameThatCanNotExist) {
  EXPECT_EQ(dns_query(1, "", Family::kIPv4), "");
  EXPECT_EQ(dns_query(1, ".", Family::kIPv4), "");
  EXPECT_EQ(dns_query(1, "a..b", Family::kIPv4), "");
  EXPECT_EQ(dns_query(1, std::string(64, 'a'), Family::kIPv4), "");
  EXPECT_NE(dns_query(1, std::string(63, 'a'), Family::kIPv4), "");
}

constexpr std::string_view kAliasAnswer(
    "\x12\x34\x81\x80\x00\x01\x00\x03\x00\x00\x00\x00"
    "\x01"
    "a\x00\x00\x01\x00\x01"
    "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x00\x00\x02\xc0\x0c"
    "\x01"
    "b\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04\x0a\x00\x00\x07"
    "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04\x0a\x00\x00\x08",
    12 + 7 + 14 + 17 + 16);

TEST(DnsReply, GivesTheAddressesBehindAliases) {
  const DnsReply reply = read_dns_reply(kAliasAnswer, 0x1234, Family::kIPv4, "a server");
  EXPECT_TRUE(reply.is_answer);
  EXPECT_EQ(reply.code, 0);
  ASSERT_EQ(reply.addresses.size(), 2u);
  EXPECT_EQ(reply.addresses[0].with_port(0).text(), "10.0.0.7:0");
  EXPECT_EQ(reply.addresses[1].with_port(0).text(), "10.0.0.8:0");
}

TEST(DnsReply, ToAnotherQueryIsNone) {
  EXPECT_FALSE(read_dns_reply(kAliasAnswer, 0x1235, Family::kIPv4, "a server").is_answer);
  EXPECT_FALSE(
      read_dns_reply("\x12\x34\x01\x80\x00\x01\x00\x03\x00\x00\x00\x00"sv, 0x1234, Family::kIPv4, "a server")
          .is_answer);
}

TEST(DnsReply, CutAnywhereIsRefused) {
  expect_refused_when_cut(kAliasAnswer, [](std::string_view bytes, std::string_view) {
    read_dns_reply(bytes, 0x1234, Family::kIPv4, "a server");
  });
}

TEST(DnsReply, ThatWasTruncatedHasWhatCameWhole) {
  std::string truncated(kAliasAnswer);
  truncated[2] = static_cast<char>(0x83);
  const auto addresses = [&](std::size_t size) {
    const DnsReply reply =
        read_dns_reply(std::string_view(truncated).substr(0, size), 0x1234, Family::kIPv4, "a server");
    EXPECT_TRUE(reply.is_truncated);
    return reply.addresses.size();
  };
  EXPECT_EQ(addresses(truncated.size()), 2u);
  EXPECT_EQ(addresses(truncated.size() - 1), 1u);
  EXPECT_EQ(addresses(truncated.size() - 17), 0u);
  EXPECT_EQ(addresses(12), 0u);
  EXPECT_FALSE(read_dns_reply(kAliasAnswer, 0x1234, Family::kIPv4, "a server").is_truncated);
}

constexpr HostileFile kHostile[] = {
    {"count_beyond_the_end", ": at byte 12: expected 1 byte of a name, found 0"},
    {"label_of_64", ": at byte 13: a label has at most 63 characters"},
    {"label_cut", ": at byte 13: expected 5 bytes of a label, found 2"},
    {"record_cut", ": at byte 23: expected 40 bytes of a record, found 4"},
};

TEST(DnsReply, HostileOnesAreRefused) {
  expect_corpus("dns", kHostile, [](std::string_view bytes, std::string_view source) {
    read_dns_reply(bytes, 0x1234, Family::kIPv4, source);
  });
}

}  // namespace
}  // namespace slipway::control

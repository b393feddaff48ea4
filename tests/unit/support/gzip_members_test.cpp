#include "support/gzip_members.hpp"

#include <gtest/gtest.h>

#include "support/inflate.hpp"

namespace slipway {
namespace {

std::string compress(const std::vector<std::string>& pieces) {
  std::string compressed;
  GzipMembersWriter writer([&](std::string_view bytes) { compressed += bytes; });
  for (const std::string& piece : pieces) writer.write(piece);
  writer.finish();
  return compressed;
}

/// What does not repeat, so that it fills several members.
std::string noise(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525U + 1013904223U;
    text += static_cast<char>(state >> 24U);
  }
  return text;
}

std::size_t members_of(const std::string& compressed) {
  std::size_t count = 0;
  // libdeflate writes no name, no time and "unknown" as its system: these ten bytes begin each member. The
  // ninth is 4 where the fastest way was taken, as for what is stored.
  for (const char way : {'\x00', '\x04'}) {
    const std::string header = std::string("\x1F\x8B\x08\x00\x00\x00\x00\x00", 8) + way + "\xFF";
    for (std::size_t at = compressed.find(header); at != std::string::npos;
         at = compressed.find(header, at + 1))
      ++count;
  }
  return count;
}

TEST(GzipMembers, HoldAMebibyteEach) {
  EXPECT_EQ(members_of(compress({noise(1 << 20)})), 1U);
  EXPECT_EQ(members_of(compress({noise((1 << 20) + 1)})), 2U);
  EXPECT_EQ(members_of(compress({noise(9 << 20)})), 9U);
}

TEST(GzipMembers, OfNothingAreOneThatIsEmpty) {
  const std::string compressed = compress({});
  EXPECT_EQ(members_of(compressed), 1U);
  EXPECT_EQ(inflate_gzip(compressed, "it", 1000), "");
}

TEST(GzipMembers, StoreWhatDoesNotGetSmaller) {
  const std::string content = noise(1 << 20);
  const std::string stored = compress({content});
  // 18 bytes of gzip, and 5 in front of each block of at most 65,535 bytes (RFC 1951, section 3.2.4).
  EXPECT_EQ(stored.size(), content.size() + 18 + 17 * 5);
  EXPECT_TRUE(inflate_gzip(stored, "it", 2 << 20) == content);
}

TEST(GzipMembers, AreCompressedWhereAPartGetsSmaller) {
  std::string content = noise(1 << 20);
  content.replace(500'000, 200'000, 200'000, ' ');
  EXPECT_LT(compress({content}).size(), content.size() - 150'000);
  const std::string small = std::string(1000, ' ') + noise(1000);
  EXPECT_LT(compress({small}).size(), small.size() - 900);
}

TEST(GzipMembers, AreTheSameHoweverTheContentIsCut) {
  const std::string content = noise(3 << 20);
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < content.size(); at += 700'001) pieces.push_back(content.substr(at, 700'001));
  const std::string compressed = compress(pieces);
  EXPECT_TRUE(compressed == compress({content}));
  EXPECT_TRUE(inflate_gzip(compressed, "it", 4 << 20) == content) << "zlib reads what libdeflate wrote";
}

}  // namespace
}  // namespace slipway

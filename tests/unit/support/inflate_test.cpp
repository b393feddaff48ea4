#include "support/inflate.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"

namespace slipway {
namespace {

constexpr HostileFile kHostile[] = {
    {"bomb_of_2_mib", ": inflates to more than the 1048576 bytes that are allowed"},
    {"bytes_behind", ": the gzip data is broken or cut short"},
    {"cut_in_the_checksum", ": the gzip data is broken or cut short"},
    {"cut_in_the_data", ": the gzip data is broken or cut short"},
    {"empty", ": the gzip data is broken or cut short"},
    {"magic_alone", ": the gzip data is broken or cut short"},
    {"second_member_cut", ": the gzip data is broken or cut short"},
    {"wrong_checksum", ": the gzip data is broken or cut short"},
    {"wrong_size", ": the gzip data is broken or cut short"},
    {"zlib_stream", ": the gzip data is broken or cut short"},
};

constexpr std::size_t kLimit = std::size_t{1} << 20;

void read(std::string_view bytes, std::string_view source) { inflate_gzip(bytes, source, kLimit); }

TEST(GzipFiles, HostileFilesAreRefusedWithTheirReason) { expect_corpus("gzip", kHostile, read); }

TEST(GzipFiles, AreRefusedWhereverTheyAreCutShort) {
  expect_refused_when_cut(corpus_file("gzip/good_one_member.gz"), read);
}

TEST(GzipFiles, AreAllTheirMembers) {
  EXPECT_EQ(inflate_gzip(corpus_file("gzip/good_empty_member.gz"), "file", kLimit), "");
  const std::string content = inflate_gzip(corpus_file("gzip/good_two_members.gz"), "file", kLimit);
  EXPECT_EQ(content.size(), 75u);
  EXPECT_TRUE(content.starts_with("hello, hello, "));
  EXPECT_TRUE(content.ends_with("hello, world"));
}

TEST(GzipFiles, OfExactlyTheLimitAreRead) {
  const std::string bytes = corpus_file("gzip/good_one_member.gz");
  EXPECT_EQ(inflate_gzip(bytes, "file", 70).size(), 70u);
  EXPECT_ANY_THROW(inflate_gzip(bytes, "file", 69));
}

TEST(GzipFiles, AreKnownByTheirFirstBytes) {
  EXPECT_TRUE(is_gzip(corpus_file("gzip/good_one_member.gz")));
  EXPECT_FALSE(is_gzip("FOR1"));
  EXPECT_FALSE(is_gzip(""));
}

}  // namespace
}  // namespace slipway

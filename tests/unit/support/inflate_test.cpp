#include "support/inflate.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"

namespace slipway {
namespace {

constexpr HostileFile kHostile[] = {
    {"block_type_3", ": at byte 11: the gzip data is broken (invalid block type)"},
    {"bomb_in_the_second_member", ": inflates to more than the 1048576 bytes that are allowed"},
    {"bomb_of_2_mib", ": inflates to more than the 1048576 bytes that are allowed"},
    {"bytes_behind", ": at byte 32: the gzip data is broken (incorrect header check)"},
    {"cut_in_the_checksum", ": at byte 27: the gzip data is cut short"},
    {"cut_in_the_data", ": at byte 15: the gzip data is cut short"},
    {"distance_before_the_begin", ": at byte 12: the gzip data is broken (invalid distance too far back)"},
    {"empty", ": at byte 0: the gzip data is cut short"},
    {"extra_field_beyond_the_file", ": at byte 112: the gzip data is cut short"},
    {"flags_reserved", ": at byte 4: the gzip data is broken (unknown header flags set)"},
    {"header_alone", ": at byte 10: the gzip data is cut short"},
    {"magic_alone", ": at byte 2: the gzip data is cut short"},
    {"method_unknown", ": at byte 4: the gzip data is broken (unknown compression method)"},
    {"name_without_end", ": at byte 110: the gzip data is cut short"},
    {"second_member_cut", ": at byte 42: the gzip data is cut short"},
    {"wrong_checksum", ": at byte 26: the gzip data is broken (incorrect data check)"},
    {"wrong_size", ": at byte 30: the gzip data is broken (incorrect length check)"},
    {"zlib_stream", ": at byte 2: the gzip data is broken (incorrect header check)"},
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

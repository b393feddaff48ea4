#include "support/byte_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "corpus_support.hpp"
#include "error_support.hpp"
#include "support/gzip.hpp"
#include "support/zstd_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

using testing::HasSubstr;

constexpr std::size_t kMiB = std::size_t{1} << 20;

std::string content(std::size_t size) {
  std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): the same in each run
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(random() % 1000) + "\n";
  while (text.size() < size) text += text;
  text.resize(size);
  return text;
}

std::string zstd(std::string_view text, std::size_t step = kMiB) {
  std::string compressed;
  ZstdWriter writer([&](std::string_view part) { compressed += part; });
  for (std::size_t at = 0; at < text.size(); at += step) writer.write(text.substr(at, step));
  writer.finish();
  return compressed;
}

ByteSource in_pieces(std::string text, std::size_t size) {
  return [text = std::move(text), size, at = std::size_t{0}]() mutable {
    const std::string_view piece = std::string_view(text).substr(at, size);
    at += piece.size();
    return piece;
  };
}

std::string inflated(const std::string& bytes, std::size_t piece = 1000, std::uint64_t limit = 100 * kMiB) {
  const ByteSource source = decompressed(in_pieces(bytes, piece), "layer", limit);
  std::string text;
  for (std::string_view part = source(); !part.empty(); part = source()) text += part;
  return text;
}

TEST(ByteSource, InflatesGzipAndZstdAndLeavesTheRest) {
  const std::string text = content(3 * kMiB + 1);
  for (const std::size_t piece : {std::size_t{1000}, 10 * kMiB}) {
    EXPECT_EQ(inflated(gzip(text), piece), text);
    EXPECT_EQ(inflated(zstd(text), piece), text);
    EXPECT_EQ(inflated(text, piece), text);
  }
  EXPECT_EQ(inflated(gzip("x"), 1), "x");
  EXPECT_EQ(inflated(zstd("x"), 1), "x");
  EXPECT_EQ(inflated(""), "");
  EXPECT_EQ(inflated("\x1F"), "\x1F");
  EXPECT_EQ(inflated(gzip("")), "");
}

TEST(ByteSource, InflatesSeveralMembersAndFrames) {
  EXPECT_EQ(inflated(gzip("a") + gzip("") + gzip("b"), 3), "ab");
  EXPECT_EQ(inflated(zstd("a") + zstd("") + zstd("b"), 3), "ab");
}

TEST(ByteSource, RefusesWhatIsBrokenOrCutShort) {
  const std::string text = content(kMiB);
  for (const std::string& whole : {gzip(text), zstd(text)}) {
    for (const std::size_t size : {std::size_t{5}, whole.size() / 2, whole.size() - 1})
      EXPECT_THAT(error_of([&] { inflated(whole.substr(0, size)); }), HasSubstr("is cut short")) << size;
    std::string flipped = whole;
    flipped[whole.size() / 2] ^= 0x10;
    EXPECT_THAT(error_of([&] { inflated(flipped); }), HasSubstr("the compressed data is broken"));
    EXPECT_THAT(error_of([&] { inflated(whole + "garbage"); }), HasSubstr("the compressed data is broken"));
  }
}

TEST(ByteSource, LimitsWhatItGives) {
  const std::string zeros(3 * kMiB, '\0');
  for (const std::string& bomb : {gzip(zeros), zstd(zeros)}) {
    EXPECT_EQ(error_of([&] { inflated(bomb, 1000, kMiB); }),
              "layer inflates to more than the 1048576 bytes that are allowed");
    EXPECT_EQ(inflated(bomb, 1000, zeros.size()), zeros);
  }
  EXPECT_EQ(error_of([&] { inflated("abc", 1000, 2); }), "layer has more than the 2 bytes that are allowed");
}

constexpr HostileFile kHostile[] = {
    {"gzip_bomb", " inflates to more than the 1048576 bytes that are allowed"},
    {"gzip_bytes_behind", ": at byte 26: the compressed data is cut short"},
    {"gzip_cut_short", ": at byte 21: the compressed data is cut short"},
    {"gzip_wrong_checksum", ": at byte 21: the compressed data is broken (incorrect data check)"},
    {"zstd_bomb", " inflates to more than the 1048576 bytes that are allowed"},
    {"zstd_bytes_behind", ": at byte 21: the compressed data is broken (Unknown frame descriptor)"},
    {"zstd_shorter_than_declared",
     ": at byte 29: the compressed data is broken (it has another size than it declares)"},
    {"zstd_cut_in_the_data", ": at byte 16: the compressed data is cut short"},
    {"zstd_cut_in_the_header", ": at byte 6: the compressed data is cut short"},
    {"zstd_last_block_missing", ": at byte 17: the compressed data is cut short"},
    {"zstd_reserved_block", ": at byte 7: the compressed data is broken (Data corruption detected)"},
    {"zstd_window_of_2_gib",
     ": at byte 0: the compressed data is broken (Frame requires too much memory for decoding)"},
};

TEST(ByteSource, RefusesHostileFilesWithTheirReason) {
  expect_corpus("compressed", kHostile, [](auto bytes, auto source) {
    const ByteSource content = decompressed(in_pieces(std::string(bytes), 7), std::string(source), kMiB);
    while (!content().empty()) continue;
  });
}

TEST(ByteSource, ReadsAPartOfAFile) {
  TemporaryFolder folder;
  folder.write("a", "0123456789");
  const ByteSource part = file_source(folder / "a", 3, 4);
  EXPECT_EQ(part(), "3456");
  EXPECT_EQ(part(), "");
  const ByteSource too_long = file_source(folder / "a", 3, 8);
  EXPECT_EQ(too_long(), "3456789");
  EXPECT_THAT(error_of([&] { too_long(); }), HasSubstr("a was cut short while it was read"));
  EXPECT_THAT(error_of([&] { file_source(folder.path(), 0, 1); }), HasSubstr("is no regular file"));
}

TEST(ZstdWriter, HasTheSameBytesHoweverItIsWritten) {
  const std::string text = content(5 * kMiB + 3);
  EXPECT_EQ(zstd(text, 4096), zstd(text, text.size()));
  EXPECT_EQ(inflated(zstd(text, 4096)), text);
  EXPECT_THAT(ZstdWriter::identity(), testing::MatchesRegex("zstd-[0-9.]+-6"));
}

}  // namespace
}  // namespace slipway

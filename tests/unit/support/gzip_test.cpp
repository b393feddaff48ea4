#include "support/gzip.hpp"

#include <gtest/gtest.h>

#include <random>

#include "support/inflate.hpp"

namespace slipway {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

/// Text that repeats itself over long distances, and noise.
std::string content(std::size_t size) {
  std::mt19937 random(size);  // NOLINT(bugprone-random-generator-seed): the same in each run
  std::string text;
  while (text.size() < size) {
    text += "{application, shop, " + std::to_string(random() % 1000) + "}.\n";
    if (random() % 4 == 0) text += std::string(1, static_cast<char>(random()));
  }
  text.resize(size);
  return text;
}

std::string written(std::string_view text, std::size_t step) {
  std::string compressed;
  GzipWriter writer([&](std::string_view part) { compressed += part; });
  for (std::size_t at = 0; at < text.size(); at += step) writer.write(text.substr(at, step));
  writer.finish();
  return compressed;
}

TEST(Gzip, HoldsWhatWasWritten) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kMiB - 1, kMiB, kMiB + 1, 9 * kMiB + 7}) {
    const std::string text = content(size);
    EXPECT_EQ(inflate_gzip(written(text, 100000), "gzip", size + 1), text) << size;
    EXPECT_EQ(inflate_gzip(gzip(text), "gzip", size + 1), text) << size;
  }
}

TEST(Gzip, HasTheSameBytesHoweverItIsWritten) {
  const std::string text = content(5 * kMiB + 3);
  EXPECT_EQ(written(text, 4096), written(text, text.size()));
}

TEST(Gzip, IsOneMember) {
  // Readers that stop behind the first member see all.
  const std::string compressed = written(content(3 * kMiB), kMiB);
  EXPECT_EQ(compressed.find("\x1F\x8B\x08", 3), std::string::npos);
}

TEST(Gzip, SeesWhatABlockRepeatsOfTheOneBefore) {
  std::string text;
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): the same in each run
  for (int i = 0; i < 30000; ++i) text.push_back(static_cast<char>(random()));
  std::string repeated = std::string(kMiB - text.size(), 'a') + text + text;
  EXPECT_LT(written(repeated, kMiB).size(), 33000u);
}

}  // namespace
}  // namespace slipway

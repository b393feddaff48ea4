#include "cli/secret_command.hpp"

#include <gtest/gtest.h>

#include <set>

namespace slipway::cli {
namespace {

// RFC 4648, section 10, without the padding.
TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg");
  EXPECT_EQ(base64("fo"), "Zm8");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFB\xFF\xFE"), "+//+");
}

TEST(Secrets, HaveTheLengthThatIsAskedFor) {
  for (const std::size_t length : {32u, 33u, 64u, 1000u}) EXPECT_EQ(make_secret(length).size(), length);
}

TEST(Secrets, DifferAndUseTheWholeAlphabet) {
  EXPECT_NE(make_secret(64), make_secret(64));
  const std::string secret = make_secret(65536);
  EXPECT_EQ(std::set<char>(secret.begin(), secret.end()).size(), 64u);
}

}  // namespace
}  // namespace slipway::cli

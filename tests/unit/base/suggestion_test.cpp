#include "base/suggestion.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

constexpr std::string_view kWords[] = {"release", "image", "run", "push", "pull", "--path", "--force"};

TEST(Suggestions, AreTheWordThatIsNearest) {
  EXPECT_EQ(suggestion("relaese", kWords), "release");
  EXPECT_EQ(suggestion("releas", kWords), "release");
  EXPECT_EQ(suggestion("rn", kWords), std::nullopt);
  EXPECT_EQ(suggestion("rnu", kWords), "run");
  EXPECT_EQ(suggestion("psuh", kWords), "push");
  EXPECT_EQ(suggestion("--pth", kWords), "--path");
  EXPECT_EQ(suggestion("--patj", kWords), "--path");
}

TEST(Suggestions, AreNotMadeWhereNothingIsNear) {
  EXPECT_EQ(suggestion("deploy", kWords), std::nullopt);
  EXPECT_EQ(suggestion("", kWords), std::nullopt);
  EXPECT_EQ(suggestion("x", kWords), std::nullopt);
  EXPECT_EQ(suggestion(std::string(1000, 'x'), kWords), std::nullopt);
  EXPECT_EQ(suggestion("image", {}), std::nullopt);
}

}  // namespace
}  // namespace slipway

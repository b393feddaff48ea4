#include "release/cookie.hpp"

#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::release {
namespace {

TEST(Base32, IsThatOfTheRfc) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "MY======"},
                                                                   {"fo", "MZXQ===="},
                                                                   {"foo", "MZXW6==="},
                                                                   {"foob", "MZXW6YQ="},
                                                                   {"fooba", "MZXW6YTB"},
                                                                   {"foobar", "MZXW6YTBOI======"},
                                                                   {"\xFF\xFF\xFF\xFF\xFF", "77777777"}};
  for (const auto& [bytes, text] : vectors) EXPECT_EQ(base32(bytes), text);
}

TEST(ReleaseCookies, AreTheConfiguredOne) {
  const TemporaryFolder release;
  release.write("releases/COOKIE", "present");
  EXPECT_EQ(decide_cookie("configured", release.path()), "configured");
}

TEST(ReleaseCookies, StayTheSameFromBuildToBuild) {
  const TemporaryFolder release;
  release.write("releases/COOKIE", "present");
  EXPECT_EQ(decide_cookie(std::nullopt, release.path()), "present");
}

TEST(ReleaseCookies, AreNewAndRandomOtherwise) {
  const TemporaryFolder release;
  const std::string first = decide_cookie(std::nullopt, release.path());
  EXPECT_EQ(first.size(), 56u);  // as Elixir's: 32 bytes
  EXPECT_EQ(first.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567="), std::string::npos);
  EXPECT_NE(decide_cookie(std::nullopt, release.path()), first);
  release.write("releases/COOKIE", "");
  EXPECT_EQ(decide_cookie(std::nullopt, release.path()).size(), 56u);
}

}  // namespace
}  // namespace slipway::release

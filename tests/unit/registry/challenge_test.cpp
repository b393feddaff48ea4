#include "registry/challenge.hpp"

#include <gtest/gtest.h>

namespace slipway::registry {
namespace {

TEST(Challenge, OfDockersOwnRegistryIsRead) {
  const auto challenges = read_challenges(
      R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push")");
  ASSERT_EQ(challenges.size(), 1U);
  EXPECT_EQ(challenges[0].scheme, "bearer");
  EXPECT_EQ(challenges[0].parameters.at("realm"), "https://auth.docker.io/token");
  EXPECT_EQ(challenges[0].parameters.at("scope"), "repository:a/b:pull,push");
}

TEST(Challenge, SeveralInOneFieldAreRead) {
  const auto challenges =
      read_challenges(R"(Basic realm="a, b" , BEARER Realm=x ,error = "q\"q", Negotiate)");
  ASSERT_EQ(challenges.size(), 3U);
  EXPECT_EQ(challenges[0], (Challenge{"basic", {{"realm", "a, b"}}}));
  EXPECT_EQ(challenges[1], (Challenge{"bearer", {{"realm", "x"}, {"error", "q\"q"}}}));
  EXPECT_EQ(challenges[2], (Challenge{"negotiate", {}}));
}

TEST(Challenge, TheFirstOfTwoParametersCounts) {
  EXPECT_EQ(read_challenges("Bearer realm=a, realm=b")[0].parameters.at("realm"), "a");
}

TEST(Challenge, WhatIsBrokenEndsTheList) {
  EXPECT_TRUE(read_challenges("").empty());
  EXPECT_TRUE(read_challenges("=,=").empty());
  EXPECT_EQ(read_challenges("Basic realm=\"never closed").size(), 1U);
  EXPECT_EQ(read_challenges(std::string(100, 'a')).size(), 1U);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "a b,";
  EXPECT_EQ(read_challenges(many).size(), kMostChallenges);
}

}  // namespace
}  // namespace slipway::registry

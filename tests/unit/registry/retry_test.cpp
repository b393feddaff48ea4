#include "registry/retry.hpp"

#include <gtest/gtest.h>

#include "registry/fake_registry_support.hpp"

namespace slipway::registry {
namespace {

using std::chrono::milliseconds;

TEST(Retry, WaitsThreeTimesAsLongEachTime) {
  const RetryRules rules;
  EXPECT_EQ(rules.delay(1, 0), milliseconds(1000));
  EXPECT_EQ(rules.delay(2, 0), milliseconds(3000));
  EXPECT_EQ(rules.delay(4, 0), milliseconds(27000));
  EXPECT_EQ(rules.delay(1000, 0), rules.longest_delay);
}

TEST(Retry, AddsUpToAQuarterByChance) {
  const RetryRules rules;
  EXPECT_EQ(rules.delay(1, 250), milliseconds(1250));
  EXPECT_EQ(rules.delay(1, 251), milliseconds(1000));
  for (std::uint64_t chance = 0; chance < 10'000; chance += 7) {
    EXPECT_GE(rules.delay(2, chance), milliseconds(3000));
    EXPECT_LE(rules.delay(2, chance), milliseconds(3750));
  }
}

TEST(Retry, IsForWhatMayPass) {
  for (const int status : {408, 429, 499, 500, 502, 503, 504, 522})
    EXPECT_TRUE(may_pass(response_of(status))) << status;
  for (const int status : {200, 201, 301, 400, 401, 403, 404, 405, 413, 501}) {
    EXPECT_FALSE(may_pass(response_of(status))) << status;
  }
  EXPECT_TRUE(may_pass(problem_of(400, "BLOB_UPLOAD_INVALID")));
  EXPECT_TRUE(may_pass(problem_of(403, "TOOMANYREQUESTS")));
  EXPECT_FALSE(may_pass(problem_of(500, "DENIED")));
  EXPECT_FALSE(may_pass(problem_of(503, "MANIFEST_INVALID")));
  EXPECT_FALSE(may_pass(problem_of(401, "UNKNOWN")));
}

TEST(Retry, ReadsHowLongTheRegistryWantsToBeLeft) {
  const auto now = std::chrono::system_clock::from_time_t(784111777);  // Sun, 06 Nov 1994 08:49:37 GMT
  EXPECT_EQ(retry_after("7", now), milliseconds(7000));
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:00 GMT", now), milliseconds(23'000));
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), milliseconds(0));
  EXPECT_EQ(retry_after("Sun, 06 Nov 199 08:49:38 GMT", now), milliseconds(0));
  EXPECT_EQ(retry_after("Sun, 06 Nov 9999 08:49:38 GMT", now), std::chrono::seconds(4294967295));
  EXPECT_EQ(retry_after("soon", now), std::nullopt);
  EXPECT_EQ(retry_after("-1", now), std::nullopt);
}

}  // namespace
}  // namespace slipway::registry

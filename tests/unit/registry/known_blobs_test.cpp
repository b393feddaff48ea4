#include "registry/known_blobs.hpp"

#include <gtest/gtest.h>

namespace slipway::registry {
namespace {

const oci::Digest kA = oci::Digest::of("a");

TEST(KnownBlobs, AreFoundWhereTheyWereSeenLast) {
  KnownBlobs known;
  known.add(kA, "team/one");
  known.add(kA, "team/two");
  EXPECT_EQ(known.find(kA, "team/three"), "team/two");
  EXPECT_EQ(known.find(kA, "team/two"), "team/one") << "a repository need not take over from itself";
  EXPECT_EQ(known.find(oci::Digest::of("b"), ""), "");
}

TEST(KnownBlobs, AreReadAsTheyWereWritten) {
  KnownBlobs known;
  known.add(kA, "team/one");
  EXPECT_EQ(known.text(), kA.hex() + " team/one\n");
  EXPECT_EQ(KnownBlobs(known.text()).text(), known.text());
  EXPECT_EQ(KnownBlobs("nonsense\n\n" + known.text() + kA.hex()).text(), known.text());
}

TEST(KnownBlobs, AreForgottenAfterTheLimit) {
  KnownBlobs known;
  known.add(kA, "first");
  for (std::size_t i = 0; i < KnownBlobs::kMostEntries; ++i)
    known.add(oci::Digest::of(std::to_string(i)), "x");
  EXPECT_EQ(known.find(kA, ""), "");
}

}  // namespace
}  // namespace slipway::registry

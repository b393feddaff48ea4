#include "image/image_user.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

TEST(ImageUser, HasTheGroupOfItsOwnNumberWhereNoneIsGiven) {
  EXPECT_EQ(image_user("1000").group, 1000U);
  EXPECT_EQ(image_user("1000:0").user, 1000U);
  EXPECT_EQ(image_user("1000:0").group, 0U);
}

TEST(ImageUser, MayUseWhatItsBitsGrant) {
  const ImageUser nobody = image_user("65532:65532");
  EXPECT_TRUE(may_use(nobody, 0644, false));
  EXPECT_TRUE(may_use(nobody, 0755, true));
  EXPECT_FALSE(may_use(nobody, 0640, false));
  EXPECT_FALSE(may_use(nobody, 0754, false)) << "a program that others may only read";
  EXPECT_FALSE(may_use(nobody, 0744, true)) << "a folder that others may not enter";
  const ImageUser of_roots_group = image_user("65532:0");
  EXPECT_TRUE(may_use(of_roots_group, 0640, false));
  EXPECT_FALSE(may_use(of_roots_group, 0604, false)) << "the bits of the group count for it";
  EXPECT_TRUE(may_use(image_user("0"), 0, false));
}

}  // namespace
}  // namespace slipway::image

#include "release/release_resource.hpp"

#include <gtest/gtest.h>

#include "release/applications_support.hpp"

namespace slipway::release {
namespace {

Selection two_applications() {
  Selection selection;
  selection.applications.push_back({"kernel", ApplicationMode::kPermanent, false, "/otp/kernel", true,
                                    make_application("kernel", "", "8.5.3")});
  selection.applications.push_back(
      {"shop", ApplicationMode::kPermanent, false, "/build/shop", false,
       make_application("shop", "{included_applications, [cart, till]}", "0.2.0")});
  return selection;
}

TEST(ReleaseResourceTest, ListsApplicationsWithVersionsModesAndIncludedApplications) {
  const BootList boot = {{"kernel", ApplicationMode::kPermanent}, {"shop", ApplicationMode::kLoad}};
  const ReleaseDefinition release =
      define_release({"shop", "0.2.0", "13.1.5"}, boot, two_applications().applications);
  EXPECT_EQ(erl::to_text(make_release_resource(release)),
            R"({release,{"shop","0.2.0"},{erts,"13.1.5"},)"
            R"([{kernel,"8.5.3",permanent},{shop,"0.2.0",load,[cart,till]}]})");
}

TEST(ReleaseDefinitionTest, PutsApplicationsOfOtpBelowRootAndAllOthersBelowReleaseLib) {
  const BootList boot = {{"kernel", ApplicationMode::kPermanent}, {"shop", ApplicationMode::kLoad}};
  const ReleaseDefinition release =
      define_release({"shop", "0.2.0", "13.1.5"}, boot, two_applications().applications);
  EXPECT_EQ(release.applications[0].library, "$ROOT/lib");
  EXPECT_EQ(release.applications[1].library, "$RELEASE_LIB");
}

TEST(ReleaseDefinitionTest, RefusesAnApplicationThatIsNotSelected) {
  EXPECT_EQ(error_of([] {
              define_release({}, {{"ghost", ApplicationMode::kLoad}}, two_applications().applications);
            }),
            "the boot script lists the application ghost, which is not part of the release");
}

}  // namespace
}  // namespace slipway::release

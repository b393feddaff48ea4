#include "cli/image_notes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ImageNotes : public testing::Test {
 protected:
  ImageNotes() {
    release.version = "1.0";
    release.path = folder_.path();
  }
  void env_script(const std::string& text) const { folder_.write("releases/1.0/env.sh", text); }
  std::vector<std::string> notes() const { return notes_on_image(release, plan, settings); }

  ReleaseSummary release;
  erl::LaunchPlan plan;
  project::ImageSettings settings;

 private:
  TemporaryFolder folder_;
};

TEST_F(ImageNotes, ThereAreNoneOfAReleaseThatStaysAlone) {
  release.applications = {{.name = "phoenix", .version = "1.8.0", .mode = {}, .origin = {}}};
  EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(ImageNotes, AClusterNeedsOneCookie) {
  release.applications = {{.name = "dns_cluster", .version = "0.1.0", .mode = {}, .origin = {}}};
  EXPECT_THAT(notes(),
              ElementsAre("replicas that form a cluster need one RELEASE_COOKIE (or RELEASE_COOKIE_FILE) "
                          "in common; the image holds no cookie (the release has dns_cluster)"));
}

TEST_F(ImageNotes, LongNamesAreMeantForACluster) {
  plan.node.distribution = "name";
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("(its nodes have long names)")));
  plan.node.distribution = "sname";
  EXPECT_THAT(notes(), IsEmpty());
  env_script("#!/bin/sh\n# export RELEASE_DISTRIBUTION=name\n");
  EXPECT_THAT(notes(), IsEmpty()) << "a comment asks for nothing";
  env_script("#!/bin/sh\n  export RELEASE_DISTRIBUTION=\"name\"\n");
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("(its nodes have long names)")));
}

TEST_F(ImageNotes, ACookieThatIsSetNeedsNoNote) {
  plan.environment = {{"RELEASE_DISTRIBUTION", "name"}};
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("RELEASE_COOKIE")));
  settings.environment = {{"RELEASE_COOKIE_FILE", "/run/secrets/cookie"}};
  EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(ImageNotes, OldDockersCantReadZstd) {
  settings.compression = project::ImageCompression::kZstd;
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("Docker before 23")));
}

}  // namespace
}  // namespace slipway::cli

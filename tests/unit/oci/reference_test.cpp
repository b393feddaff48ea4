#include "oci/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "base/files.hpp"
#include "error_support.hpp"

namespace slipway::oci {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view text) {
  return error_of([&] { Reference::parse(text); });
}

// Each of references.txt; references.golden is made by make_references.sh.
TEST(Reference, IsReadAsSkopeoReadsIt) {
  // Docker's parser takes these since version 2.8.2 of its library, which Debian's skopeo is older than.
  const std::set<std::string> newer = {"[::1]:5000/app:1", "[2001:db8::1]/app:1"};
  std::istringstream lines(read_file(SLIPWAY_SOURCE_DIR "/tests/unit/oci/references.golden"));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const std::size_t tab = line.find('\t');
    const std::string text = line.substr(0, tab);
    const std::string expected = line.substr(tab + 1);
    if (newer.contains(text)) {
      EXPECT_EQ(Reference::parse(text).full(), text);
    } else if (expected == "refused") {
      EXPECT_NE(refusal(text), "") << text;
    } else if (expected == "accepted") {
      EXPECT_EQ(Reference::parse(text).full(), text);
    } else {
      EXPECT_EQ(Reference::parse(text).full(), expected) << text;
      EXPECT_EQ(Reference::parse(Reference::parse(text).full()), Reference::parse(expected)) << text;
    }
  }
  EXPECT_GE(count, 60u);
}

TEST(Reference, HasItsParts) {
  const Reference reference = Reference::parse("localhost:5000/a/b:1.0");
  EXPECT_EQ(reference.registry, "localhost:5000");
  EXPECT_EQ(reference.repository, "a/b");
  EXPECT_EQ(reference.tag, "1.0");
  EXPECT_EQ(Reference::parse("app").tag, "");
  EXPECT_EQ(Reference::parse("app").tag_or_latest(), "latest");
  const std::string digest = Digest::of("").text();
  EXPECT_EQ(Reference::parse("app@" + digest).digest->text(), digest);
  EXPECT_EQ(Reference::parse("app@" + digest).tag_or_latest(), "");
}

TEST(Reference, IsShownAsUsersOfDockerWriteIt) {
  const auto familiar = [](std::string_view text) { return Reference::parse(text).familiar(); };
  EXPECT_EQ(familiar("docker.io/library/app"), "app:latest");
  EXPECT_EQ(familiar("index.docker.io/user/app:1"), "user/app:1");
  EXPECT_EQ(familiar("app:1"), "app:1");
  EXPECT_EQ(familiar("ghcr.io/library/app:1"), "ghcr.io/library/app:1");
  EXPECT_EQ(familiar("localhost/app:1"), "localhost/app:1");
  // What would be taken for a registry without it.
  EXPECT_EQ(familiar("docker.io/localhost/app:1"), "docker.io/localhost/app:1");
}

TEST(Reference, SaysWhatToWriteInstead) {
  EXPECT_THAT(refusal("app:1.3.0+build.93"), HasSubstr("write \"1.3.0-build.93\""));
  EXPECT_THAT(refusal("ghcr.io/User/App:1"), HasSubstr("write \"user/app\""));
  EXPECT_THAT(refusal("https://ghcr.io/app"), HasSubstr("write it without \"https://\""));
  EXPECT_THAT(refusal("host:port/app"), HasSubstr("port \"port\" is no number"));
  EXPECT_THAT(refusal("app:"), HasSubstr("the tag behind \":\" is empty"));
  EXPECT_THAT(refusal(""), HasSubstr("it is empty"));
  EXPECT_THAT(refusal("app@sha256:abc"), HasSubstr("is of another length"));
  EXPECT_EQ(as_tag("1.3.0+build.93"), "1.3.0-build.93");
}

}  // namespace
}  // namespace slipway::oci

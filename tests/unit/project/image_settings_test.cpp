#include "project/image_settings.hpp"

#include <gtest/gtest.h>

#include "error_support.hpp"
#include "project/slipway_toml.hpp"

namespace slipway::project {
namespace {

ImageSettings read(const std::string& text) {
  return parse_settings("[image]\n" + text, "slipway.toml").image;
}

std::string refusal(const std::string& text) {
  return error_of([&] { read(text); });
}

TEST(ImageSettings, HaveDefaultsThatServeMost) {
  const ImageSettings settings = read("");
  EXPECT_EQ(settings.base, "scratch");
  EXPECT_EQ(settings.destination, "/app");
  EXPECT_EQ(settings.user, "65532:65532");
  EXPECT_EQ(settings.shell, ImageShell::kAuto);
  EXPECT_EQ(settings.compression, ImageCompression::kGzip);
  EXPECT_FALSE(settings.healthcheck);
  EXPECT_FALSE(settings.tag);
}

TEST(ImageSettings, AreReadFromSlipwayToml) {
  const ImageSettings settings = read(R"(tag = "shop:1.0"
    base = "debian.tar.gz"
    destination = "/srv/shop/"
    user = 1000
    ports = [4000, "53/udp"]
    env = { PORT = 4000, PHX_SERVER = true, HOST = "example.org" }
    labels = { "com.example.team" = "shop" }
    include = ["/usr/bin/git"]
    shell = "sh"
    compression = "zstd"
    stop_signal = "SIGINT"
    healthcheck = { interval = "2m", timeout = 3, retries = 5 }
  )");
  EXPECT_EQ(settings.tag, "shop:1.0");
  EXPECT_EQ(settings.base, "debian.tar.gz");
  EXPECT_EQ(settings.destination, "/srv/shop");
  EXPECT_EQ(settings.user, "1000");
  EXPECT_EQ(settings.ports, (std::vector<std::string>{"4000/tcp", "53/udp"}));
  const std::vector<std::pair<std::string, std::string>> environment = {
      {"PORT", "4000"}, {"PHX_SERVER", "true"}, {"HOST", "example.org"}};
  EXPECT_EQ(settings.environment, environment);
  EXPECT_EQ(settings.labels.front().second, "shop");
  EXPECT_EQ(settings.include, std::vector<std::string>{"/usr/bin/git"});
  EXPECT_EQ(settings.shell, ImageShell::kSh);
  EXPECT_EQ(settings.compression, ImageCompression::kZstd);
  EXPECT_EQ(settings.stop_signal, "SIGINT");
  ASSERT_TRUE(settings.healthcheck);
  EXPECT_EQ(settings.healthcheck->interval, 120);
  EXPECT_EQ(settings.healthcheck->timeout, 3);
  EXPECT_EQ(settings.healthcheck->start_period, 30);
  EXPECT_EQ(settings.healthcheck->retries, 5);
}

TEST(ImageSettings, MayStandInATableOfTheHealthcheckOrBeTrue) {
  EXPECT_EQ(read("[image.healthcheck]\nstart_period = \"1h\"\n").healthcheck->start_period, 3600);
  EXPECT_EQ(read("healthcheck = true").healthcheck->interval, 30);
}

TEST(ImageSettings, OfTheWrongKindAreRefused) {
  EXPECT_EQ(refusal("port = 4000"), R"(slipway.toml:2: [image] has no setting "port"; did you mean ports?)");
  EXPECT_EQ(refusal("base = 1"), "slipway.toml:2: [image] base must be a text, not 1");
  EXPECT_EQ(refusal("tag = \"\""), R"(slipway.toml:2: [image] tag must be a text, not "")");
  EXPECT_EQ(refusal("ports = 4000"), "slipway.toml:2: [image] ports must be an array, not 4000");
  EXPECT_EQ(refusal("env = [\"A=B\"]"),
            R"(slipway.toml:2: [image] env must be a table, such as { NAME = "value" }, not an array)");
  EXPECT_EQ(refusal("env = { A = [] }"),
            "slipway.toml:2: [image] env A must be a string, a whole number or a boolean, not an array");
  EXPECT_EQ(
      refusal("healthcheck = false"),
      "slipway.toml:2: [image] healthcheck must be true or a table with interval, timeout, start_period "
      "and retries, not false");
}

TEST(ImageSettings, WithValuesThatAreNoneAreRefused) {
  for (const char* destination : {"app", "/", "/a/../b", "//app", "/app/./x"}) {
    EXPECT_EQ(
        refusal("destination = \"" + std::string(destination) + "\""),
        "slipway.toml:2: [image] destination must be an absolute path below /, such as \"/app\", not \"" +
            std::string(destination) + "\"");
  }
  for (const char* port : {"0", "65536", "-1", "\"http\"", "\"4000/tls\"", "\"4000/\"", "\" 4000\""}) {
    EXPECT_NE(refusal("ports = [" + std::string(port) + "]").find("is no port"), std::string::npos) << port;
  }
  for (const char* user : {"app", "1000:staff", "-1", "1000:", "2147483648", "0x10"}) {
    EXPECT_NE(refusal("user = \"" + std::string(user) + "\"").find("is no user"), std::string::npos) << user;
  }
  for (const char* time : {"0s", "25h", "1.5s", "s", "", "-1s", "99999999999s"}) {
    EXPECT_NE(refusal("healthcheck = { interval = \"" + std::string(time) + "\" }").find("interval must be"),
              std::string::npos)
        << time;
  }
  EXPECT_NE(refusal("healthcheck = { interval = \"\" }"), "");
  EXPECT_EQ(
      refusal("include = [\"psql\"]"),
      "slipway.toml:2: [image] include has \"psql\"; it takes absolute paths of this machine, which are "
      "the same in the image");
  EXPECT_EQ(refusal("shell = \"bash\""),
            R"(slipway.toml:2: [image] shell: "bash" is none of "auto", "none" and "sh")");
  EXPECT_EQ(refusal("compression = \"xz\""),
            R"(slipway.toml:2: [image] compression: "xz" is neither "gzip" nor "zstd")");
}

TEST(ImageSettings, TakeNoCookie) {
  EXPECT_EQ(
      refusal("env = { RELEASE_COOKIE = \"secret\" }"),
      "slipway.toml:2: [image] env RELEASE_COOKIE would be readable by all who can pull the image; give it "
      "to the container as it starts, as RELEASE_COOKIE or RELEASE_COOKIE_FILE");
}

TEST(ImageSettings, OfTheCommandLineNameTheirOption) {
  EXPECT_EQ(image_variable("A=b=c", "--env"), (std::pair<std::string, std::string>("A", "b=c")));
  EXPECT_EQ(error_of([] { image_variable("A", "--env"); }),
            R"(--env: "A" is no variable with a value; write NAME=VALUE)");
  EXPECT_EQ(error_of([] { image_variable("=b", "--env"); }),
            R"(--env: "=b" is no variable with a value; write NAME=VALUE)");
}

}  // namespace
}  // namespace slipway::project

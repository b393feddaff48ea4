#include "image/image_configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

#include "oci/manifest.hpp"
#include "oci/media_types.hpp"

namespace slipway::image {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr const char* kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

Configuration configuration() { return {.name = "shop", .destination = "/app", .user = "65532:65532"}; }

oci::ImageConfig config_of(const oci::Image& image) {
  return oci::read_image_config(std::get<std::string>(image.config.content), "config");
}
oci::ImageConfig configured(const Configuration& configuration, const oci::ImageConfig& base = {}) {
  return config_of(image_of(configuration, {}, base));
}

Layer layer(const std::string& title, Compression compression = Compression::kGzip) {
  return {.title = title,
          .digest = oci::Digest::of(title + " packed"),
          .diff_id = oci::Digest::of(title),
          .size = title.size(),
          .compression = compression,
          .blob = "/cache/" + title};
}

TEST(ImageConfiguration, StartsTheRelease) {
  Configuration wish = configuration();
  wish.ports = {"4000/tcp"};
  wish.stop_signal = "SIGTERM";
  wish.created = "2001-02-03T04:05:06Z";
  const oci::ImageConfig config = configured(wish);
  EXPECT_THAT(config.entrypoint, ElementsAre("/app/bin/shop"));
  EXPECT_THAT(config.cmd, ElementsAre("start"));
  EXPECT_EQ(config.working_dir, "/app");
  EXPECT_EQ(config.user, "65532:65532");
  EXPECT_EQ(config.stop_signal, "SIGTERM");
  EXPECT_EQ(config.created, "2001-02-03T04:05:06Z");
  EXPECT_THAT(config.exposed_ports, ElementsAre("4000/tcp"));
  EXPECT_FALSE(config.health_check.has_value());
}

TEST(ImageConfiguration, SetsWhatAReleaseNeedsOfAnEnvironment) {
  EXPECT_THAT(configured(configuration()).env,
              ElementsAre(std::string("PATH=/app/bin:") + kUsualPath, "LANG=C.UTF-8", "RELEASE_TMP=/tmp"));
  Configuration wish = configuration();
  wish.brings_certificates = true;
  wish.starts_phoenix_server = true;
  EXPECT_THAT(configured(wish).env, Contains("SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"));
  EXPECT_THAT(configured(wish).env, Contains("PHX_SERVER=true"));
}

TEST(ImageConfiguration, OwnVariablesGoBeforeItsOwnAndThoseOfTheBase) {
  oci::ImageConfig base;
  base.env = {"PATH=/opt/bin", "LANG=de_DE.UTF-8", "KEPT=1", "A=of the base", "PATHS=x"};
  Configuration wish = configuration();
  wish.environment = {{"A", "1"}, {"RELEASE_TMP", "/data"}, {"EMPTY", ""}};
  EXPECT_THAT(configured(wish, base).env, ElementsAre("PATH=/app/bin:/opt/bin", "LANG=de_DE.UTF-8", "KEPT=1",
                                                      "A=1", "PATHS=x", "RELEASE_TMP=/data", "EMPTY="));
}

TEST(ImageConfiguration, ReplacesHowTheBaseStarts) {
  oci::ImageConfig base;
  base.user = "root";
  base.entrypoint = {"/bin/sh", "-c"};
  base.cmd = {"bash"};
  base.working_dir = "/root";
  base.stop_signal = "SIGINT";
  base.labels = {{"kept", "1"}, {"changed", "1"}};
  base.exposed_ports = {"80/tcp"};
  base.health_check = oci::HealthCheck{.test = {"CMD", "curl"}};
  Configuration wish = configuration();
  wish.labels = {{"changed", "2"}};
  wish.ports = {"4000/tcp"};
  const oci::ImageConfig config = configured(wish, base);
  EXPECT_EQ(config.user, "65532:65532");
  EXPECT_THAT(config.entrypoint, ElementsAre("/app/bin/shop"));
  EXPECT_THAT(config.cmd, ElementsAre("start"));
  EXPECT_EQ(config.working_dir, "/app");
  EXPECT_EQ(config.stop_signal, "");
  EXPECT_EQ(config.labels, (oci::Annotations{{"kept", "1"}, {"changed", "2"}}));
  EXPECT_THAT(config.exposed_ports, ElementsAre("4000/tcp", "80/tcp"));
  EXPECT_FALSE(config.health_check.has_value()) << "it would ask a program of the base";
}

TEST(ImageConfiguration, AsksTheLauncherForHealth) {
  Configuration wish = configuration();
  wish.health_check = oci::HealthCheck{.interval = 7};
  const oci::ImageConfig config = configured(wish);
  ASSERT_TRUE(config.health_check.has_value());
  EXPECT_THAT(config.health_check->test, ElementsAre("CMD", "/app/bin/shop", "health"));
  EXPECT_EQ(config.health_check->interval, 7);
}

TEST(ImageConfiguration, PutsItsLayersUponThoseOfTheBase) {
  oci::ImageLayer lower;
  lower.blob.descriptor = {
      .media_type = std::string(oci::kLayerGzipType), .digest = oci::Digest::of("lower packed"), .size = 5};
  lower.diff_id = oci::Digest::of("lower");
  oci::ImageConfig base;
  base.history = {{.created_by = "debootstrap"}};
  Configuration wish = configuration();
  wish.created = "2001-02-03T04:05:06Z";
  const oci::Image image =
      image_of(wish, {layer("system"), layer("shop", Compression::kZstd)}, base, {lower});
  const oci::ImageConfig config = config_of(image);
  EXPECT_THAT(config.diff_ids,
              ElementsAre(oci::Digest::of("lower"), oci::Digest::of("system"), oci::Digest::of("shop")));
  ASSERT_EQ(image.layers.size(), 3U);
  EXPECT_EQ(image.layers[0].descriptor.digest, oci::Digest::of("lower packed"));
  EXPECT_EQ(image.layers[1].descriptor.media_type, oci::kLayerGzipType);
  EXPECT_EQ(image.layers[2].descriptor.media_type, oci::kLayerZstdType);
  EXPECT_EQ(std::get<oci::FileRange>(image.layers[2].content).path, "/cache/shop");
  ASSERT_EQ(config.history.size(), 3U);
  EXPECT_EQ(config.history[0].created_by, "debootstrap");
  EXPECT_EQ(config.history[2].created_by, "slipway image: shop");
  EXPECT_EQ(config.history[2].created, "2001-02-03T04:05:06Z");
}

TEST(ImageConfiguration, LabelsAreAnnotationsOfTheManifestToo) {
  Configuration wish = configuration();
  wish.labels = {{"org.opencontainers.image.title", "shop"}};
  const oci::Image image = image_of(wish, {layer("system")});
  const std::string manifest = std::get<std::string>(image.manifest.content);
  EXPECT_EQ(oci::read_manifest(manifest, "manifest").annotations, wish.labels);
}

}  // namespace
}  // namespace slipway::image

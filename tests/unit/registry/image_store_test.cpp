#include "registry/image_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "error_support.hpp"
#include "oci/image_source.hpp"
#include "oci/media_types.hpp"
#include "registry/fake_registry_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::registry {
namespace {

using testing::HasSubstr;

const oci::Platform kHere = {};

struct Fetching {
  FakeRegistry registry;
  NotedSurroundings surroundings;
  Conversation conversation{registry, "r.example", std::nullopt, surroundings.surroundings()};
  Repository repository{conversation, "team/app", Repository::Access::kPush};
  TemporaryFolder folder;
  ImageStore store{folder.path()};

  Fetching() { conversation.begin(false); }

  oci::Image add_image(const std::vector<std::string>& layers, const std::string& tag) {
    std::vector<oci::ImageLayer> all;
    for (const std::string& layer : layers) {
      all.push_back({.blob = blob_of(layer), .diff_id = oci::Digest::of(layer)});
      registry.add_blob("team/app", layer);
    }
    oci::Image image = oci::compose_image({}, all);
    registry.add_blob("team/app", std::get<std::string>(image.config.content));
    registry.add_manifest("team/app", tag, std::string(oci::kManifestType),
                          std::get<std::string>(image.manifest.content));
    return image;
  }

  std::filesystem::path fetch(const std::string& tag) {
    return store.fetch(repository, *repository.find_manifest(tag), kHere, {});
  }
  void add_manifest(const oci::Manifest& manifest) {
    registry.add_manifest("team/app", "bad", std::string(oci::kManifestType), oci::write_manifest(manifest));
  }
};

TEST(ImageStore, KeepsAnImageAsALayout) {
  Fetching fetching;
  const oci::Image image = fetching.add_image({"a", "b"}, "1");
  const auto layout = fetching.fetch("1");
  const auto source = oci::ImageSource::open(layout, layout);
  const oci::StoredImage stored = source.find("", kHere);
  EXPECT_EQ(stored.image.manifest.descriptor.digest, image.manifest.descriptor.digest);
  EXPECT_EQ(source.read(stored.image.layers[1].descriptor), "b");
  EXPECT_EQ(fetching.store.find(image.manifest.descriptor.digest, kHere), layout);
  EXPECT_FALSE(fetching.store.find(image.manifest.descriptor.digest, {.architecture = "arm64"}));
}

TEST(ImageStore, FetchesWhatItHasNotAlone) {
  Fetching fetching;
  fetching.add_image({"a", "b"}, "1");
  fetching.add_image({"a", "c"}, "2");
  const auto first = fetching.fetch("1");
  const std::size_t before = fetching.registry.count("GET /v2/team/app/blobs");
  const auto second = fetching.fetch("2");
  EXPECT_EQ(fetching.registry.count("GET /v2/team/app/blobs") - before, 2U)
      << "the layer and the configuration";
  struct stat status {};
  ASSERT_EQ(::stat((second / "blobs/sha256" / oci::Digest::of("a").hex()).c_str(), &status), 0);
  EXPECT_EQ(status.st_nlink, 2U);
  fetching.fetch("2");
  EXPECT_EQ(fetching.registry.count("GET /v2/team/app/blobs") - before, 2U);
}

TEST(ImageStore, ChoosesThePlatform) {
  Fetching fetching;
  const oci::Image image = fetching.add_image({"a"}, "amd64");
  oci::Descriptor here = image.manifest.descriptor;
  here.platform = kHere;
  oci::Descriptor other = oci::describe(oci::kManifestType, "other");
  other.platform = oci::Platform{.architecture = "s390x"};
  fetching.registry.add_manifest("team/app", "all", std::string(oci::kIndexType),
                                 oci::write_index({.manifests = {other, here}}));
  const auto layout = fetching.fetch("all");
  EXPECT_EQ(oci::ImageSource::open(layout, layout).find("", kHere).image.manifest.descriptor.digest,
            here.digest);
  fetching.registry.add_manifest("team/app", "none", std::string(oci::kIndexType),
                                 oci::write_index({.manifests = {other}}));
  EXPECT_THAT(error_of([&] { fetching.fetch("none"); }),
              HasSubstr("is there for linux/s390x, and linux/amd64 is needed"));
}

TEST(ImageStore, GoesOnWhereARunWasEnded) {
  Fetching fetching;
  fetching.add_image({"a", "b"}, "1");
  fetching.registry.fail_once("GET /v2/team/app/blobs/" + oci::Digest::of("b").text(),
                              problem_of(403, "DENIED"));
  EXPECT_THAT(error_of([&] { fetching.fetch("1"); }), HasSubstr("DENIED"));
  const auto digest = *fetching.repository.find_digest("1");
  EXPECT_FALSE(fetching.store.find(digest, kHere));
  const std::string layer_a = "GET /v2/team/app/blobs/" + oci::Digest::of("a").text();
  const std::size_t before = fetching.registry.count(layer_a);
  fetching.fetch("1");
  EXPECT_TRUE(fetching.store.find(digest, kHere));
  EXPECT_LE(fetching.registry.count(layer_a), std::max<std::size_t>(before, 1))
      << "what had come is not fetched again";
}

TEST(ImageStore, RefusesWhatNoEngineWouldRun) {
  Fetching fetching;
  const oci::Descriptor config = oci::describe(oci::kConfigType, "{}");
  fetching.add_manifest({.config = oci::describe("application/vnd.oci.empty.v1+json", "{}")});
  EXPECT_THAT(error_of([&] { fetching.fetch("bad"); }), HasSubstr("the image of a container is expected"));
  fetching.add_manifest({.config = config, .layers = std::vector(126, blob_of("a").descriptor)});
  EXPECT_THAT(error_of([&] { fetching.fetch("bad"); }), HasSubstr("126 layers"));
  fetching.add_manifest(
      {.config = config,
       .layers = {oci::describe("application/vnd.oci.image.layer.nondistributable.v1.tar", "a")}});
  EXPECT_THAT(error_of([&] { fetching.fetch("bad"); }), HasSubstr("nondistributable"));
  oci::Descriptor huge = config;
  huge.size = std::uint64_t{1} << 40;
  fetching.add_manifest({.config = huge});
  EXPECT_THAT(error_of([&] { fetching.fetch("bad"); }), HasSubstr("a configuration of 1099511627776 bytes"));
  EXPECT_EQ(fetching.registry.count("GET /v2/team/app/blobs"), 0U);
}

}  // namespace
}  // namespace slipway::registry

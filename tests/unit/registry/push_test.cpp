#include "registry/push.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "oci/layout_writer.hpp"
#include "oci/media_types.hpp"
#include "registry/fake_registry_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::registry {
namespace {

using testing::Each;
using testing::HasSubstr;

oci::Image image_of(const std::vector<std::string>& layers) {
  std::vector<oci::ImageLayer> all;
  for (const std::string& layer : layers)
    all.push_back({.blob = blob_of(layer), .diff_id = oci::Digest::of(layer)});
  return oci::compose_image({}, all);
}

struct Pushing {
  FakeRegistry registry;
  NotedSurroundings surroundings;
  Conversation conversation{registry, "r.example", std::nullopt, surroundings.surroundings()};
  Repository repository{conversation, "team/app", Repository::Access::kPush};

  Pushing() { conversation.begin(false); }

  PushResult push(const oci::Image& image, const std::vector<std::string>& tags,
                  const PushOptions& options = {}) {
    return registry::push(repository, content_of(image), tags, options, {});
  }
};

TEST(Push, BringsBlobsBeforeTheManifestThatNamesThem) {
  Pushing pushing;
  const oci::Image image = image_of({"a", "b"});
  const PushResult result = pushing.push(image, {"1", "latest"});
  EXPECT_EQ(result.digest, image.manifest.descriptor.digest);
  EXPECT_FALSE(result.was_there);
  EXPECT_THAT(result.fates, Each(BlobFate::kSent));
  EXPECT_TRUE(pushing.registry.has_blob("team/app", "a"));
  EXPECT_TRUE(pushing.registry.has_blob("team/app", std::get<std::string>(image.config.content)));
  for (const char* const reference : {"1", "latest"}) {
    EXPECT_EQ(pushing.registry.manifest("team/app", reference),
              std::get<std::string>(image.manifest.content));
  }
  const auto& seen = pushing.registry.seen();
  const auto first_manifest = std::find_if(seen.begin(), seen.end(), [](const SeenRequest& request) {
    return request.text().starts_with("PUT /v2/team/app/manifests");
  });
  EXPECT_TRUE(std::none_of(first_manifest, seen.end(), [](const SeenRequest& request) {
    return request.text().starts_with("PUT /v2/team/app/blobs");
  }));
}

TEST(Push, SendsWhatIsMissingAlone) {
  Pushing pushing;
  pushing.push(image_of({"a", "b"}), {"1"});
  const std::size_t before = pushing.registry.count("PUT /v2/team/app/blobs");
  const PushResult result = pushing.push(image_of({"a", "c"}), {"2"});
  EXPECT_EQ(result.fates, (std::vector{BlobFate::kPresent, BlobFate::kSent, BlobFate::kSent}));
  EXPECT_EQ(pushing.registry.count("PUT /v2/team/app/blobs") - before, 2U)
      << "the layer and the configuration";
}

TEST(Push, OfWhatIsThereAsksTwoQuestions) {
  Pushing pushing;
  pushing.push(image_of({"a"}), {"1"});
  const std::size_t before = pushing.registry.seen().size();
  EXPECT_TRUE(pushing.push(image_of({"a"}), {"1"}).was_there);
  EXPECT_EQ(pushing.registry.seen().size() - before, 2U);
}

TEST(Push, MovesATagToWhatIsThere) {
  Pushing pushing;
  pushing.push(image_of({"a"}), {"1"});
  pushing.push(image_of({"b"}), {"1"});
  pushing.push(image_of({"a"}), {"1"});
  EXPECT_EQ(pushing.registry.manifest("team/app", "1"),
            std::get<std::string>(image_of({"a"}).manifest.content));
}

TEST(Push, SendsTheSameLayerOnce) {
  Pushing pushing;
  EXPECT_EQ(pushing.push(image_of({"a", "a"}), {"1"}).fates.size(), 2U) << "the layer and the configuration";
}

TEST(Push, TakesLayersOverFromWhereTheyAreKnown) {
  Pushing pushing;
  pushing.registry.add_blob("team/base", "a");
  const PushResult result =
      pushing.push(image_of({"a"}), {"1"}, {.mount_source = [](const oci::Digest& digest) -> std::string {
                     return digest == oci::Digest::of("a") ? "team/base" : "";
                   }});
  EXPECT_EQ(result.fates, (std::vector{BlobFate::kMounted, BlobFate::kSent}));
}

TEST(Push, SendsAgainWhatTheRegistryLostInBetween) {
  Pushing pushing;
  pushing.registry.add_blob("team/app", "a");
  pushing.registry.add_fault(
      [lost = false](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
        if (lost || !request.text().starts_with("PUT /v2/team/app/manifests")) return std::nullopt;
        lost = true;
        return problem_of(400, "MANIFEST_BLOB_UNKNOWN");
      });
  pushing.push(image_of({"a"}), {"1"});
  EXPECT_TRUE(pushing.registry.manifest("team/app", "1"));
}

TEST(Push, ThatFailsLeavesTheTagAsItWas) {
  Pushing pushing;
  pushing.push(image_of({"a"}), {"1"});
  pushing.registry.add_fault([](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (request.method != "PUT") return std::nullopt;
    return problem_of(403, "DENIED");
  });
  EXPECT_THAT(error_of([&] { pushing.push(image_of({"b"}), {"1"}); }), HasSubstr("DENIED"));
  EXPECT_EQ(pushing.registry.manifest("team/app", "1"),
            std::get<std::string>(image_of({"a"}).manifest.content));
}

TEST(Push, OfALayoutBringsAllPlatforms) {
  const TemporaryFolder folder;
  const oci::Image image = image_of({"a"});
  oci::Descriptor entry = image.manifest.descriptor;
  entry.platform = oci::Platform{.architecture = "arm64"};
  const std::string index = oci::write_index({.manifests = {entry}});
  oci::Descriptor top = oci::describe(oci::kIndexType, index);
  folder.write("oci-layout", oci::kLayoutText);
  folder.write("index.json", oci::write_index({.manifests = {top}}));
  for (const std::string& content : {std::string("a"), std::get<std::string>(image.config.content),
                                     std::get<std::string>(image.manifest.content), index}) {
    folder.write("blobs/sha256/" + oci::Digest::of(content).hex(), content);
  }
  const oci::ImageSource source = oci::ImageSource::open(folder.path(), folder.path());
  Pushing pushing;
  const PushResult result = registry::push(pushing.repository, content_of(source, ""), {"1"}, {}, {});
  EXPECT_EQ(result.digest, top.digest);
  EXPECT_EQ(pushing.registry.manifest("team/app", "1"), index);
  EXPECT_TRUE(pushing.registry.manifest("team/app", entry.digest.text()));
}

}  // namespace
}  // namespace slipway::registry

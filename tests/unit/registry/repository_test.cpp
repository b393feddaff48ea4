#include "registry/repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "oci/media_types.hpp"
#include "registry/fake_registry_support.hpp"

namespace slipway::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Talk {
  FakeRegistry registry;
  NotedSurroundings surroundings;
  Conversation conversation{registry, "r.example",
                            Credentials{.username = "anna", .secret = "s", .source = "config.json"},
                            surroundings.surroundings()};
  Repository repository{conversation, "team/app", Repository::Access::kPush};

  Talk() { conversation.begin(false); }
};

std::string manifest_text() {
  return oci::write_manifest({.config = oci::describe(oci::kConfigType, "{}"), .layers = {}});
}

TEST(Conversation, WithWhatIsNoRegistrySaysSo) {
  Talk talk;
  talk.registry.fail_once("GET /v2/", response_of(404, {{"content-type", "text/html"}}, "<html>"));
  EXPECT_THAT(error_of([&] { talk.conversation.begin(false); }),
              HasSubstr("is the name of the registry right?"));
  talk.registry.fail_once("GET /v2/", response_of(200, {{"content-type", "text/html; charset=x"}}, "<html>"));
  EXPECT_THAT(error_of([&] { talk.conversation.begin(false); }), HasSubstr("a page for browsers"));
}

TEST(Conversation, WithThisMachineGoesOnWithoutTls) {
  FakeRegistry registry;
  registry.add_fault([](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (request.url.starts_with("http://")) return std::nullopt;
    throw ConnectionError(ConnectionError::Kind::kNoTls, "wrong version number");
  });
  NotedSurroundings surroundings;
  Conversation here(registry, "localhost:5000", std::nullopt, surroundings.surroundings());
  here.begin(false);
  EXPECT_EQ(here.url("/v2/").text(), "http://localhost:5000/v2/");
  Conversation elsewhere(registry, "r.example", std::nullopt, surroundings.surroundings());
  EXPECT_THAT(error_of([&] { elsewhere.begin(false); }), HasSubstr("--insecure"));
  elsewhere.begin(true);
  EXPECT_EQ(elsewhere.url("/v2/").text(), "http://r.example/v2/");
}

TEST(Conversation, TellsTheAuthorizationToTheRegistryAlone) {
  Talk talk;
  talk.registry.add_blob("team/app", "layer");
  talk.registry.add_fault([](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (request.text().starts_with("GET /v2/team/app/blobs/")) {
      if (!request.fields.contains("Authorization"))
        return response_of(401, {{"www-authenticate", "Basic realm=x"}});
      return response_of(307, {{"location", "https://storage.example/layer?signature=x"}});
    }
    if (request.url.starts_with("https://storage.example")) return response_of(200, {}, "layer");
    return std::nullopt;
  });
  std::string content;
  const auto response = talk.repository.fetch_blob(
      oci::Digest::of("layer"), 3, [&](const HttpResponse&, std::string_view piece) { content += piece; });
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(content, "layer");
  for (const SeenRequest& request : talk.registry.seen()) {
    if (!request.url.starts_with("https://storage.example")) continue;
    EXPECT_FALSE(request.fields.contains("Authorization"));
    EXPECT_EQ(request.fields.at("Range"), "bytes=3-") << "the rest goes along";
  }
}

TEST(Conversation, FollowsNoRedirectionOutOfTlsAndNoCircle) {
  Talk talk;
  talk.registry.fail_once("GET /v2/team", response_of(302, {{"location", "http://storage.example/x"}}));
  EXPECT_THAT(error_of([&] { talk.repository.find_manifest("1"); }), HasSubstr("speaks no TLS"));
  talk.registry.add_fault([](const SeenRequest&) { return response_of(302, {{"location", "/v2/again"}}); });
  EXPECT_THAT(error_of([&] { talk.repository.find_manifest("1"); }), HasSubstr("no more are followed"));
}

TEST(Repository, GivesAManifestWithItsType) {
  Talk talk;
  talk.registry.add_manifest("team/app", "1", std::string(oci::kManifestType), manifest_text());
  const auto document = talk.repository.find_manifest("1");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->content, manifest_text());
  EXPECT_EQ(document->descriptor, oci::describe(oci::kManifestType, manifest_text()));
  EXPECT_EQ(talk.repository.find_digest("1"), document->descriptor.digest);
  EXPECT_FALSE(talk.repository.find_manifest("2"));
  EXPECT_FALSE(talk.repository.find_digest("2"));
}

TEST(Repository, RefusesAManifestThatIsAnotherThanWasAskedFor) {
  Talk talk;
  const std::string digest = oci::Digest::of("other").text();
  talk.registry.add_fault([](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (!request.text().starts_with("GET /v2/team/app/manifests")) return std::nullopt;
    return response_of(200, {{"content-type", std::string(oci::kManifestType)}}, manifest_text());
  });
  EXPECT_THAT(error_of([&] { talk.repository.find_manifest(digest); }), HasSubstr("that is not " + digest));
}

TEST(Repository, RefusesWhatIsNoManifest) {
  Talk talk;
  talk.registry.add_manifest("team/app", "1", "application/vnd.docker.distribution.manifest.v1+prettyjws",
                             "{}");
  EXPECT_THAT(error_of([&] { talk.repository.find_manifest("1"); }), HasSubstr("v1+prettyjws"));
}

TEST(Repository, TriesAgainWhatMayPass) {
  Talk talk;
  talk.registry.add_manifest("team/app", "1", std::string(oci::kManifestType), manifest_text());
  talk.registry.fail_once("GET /v2/team/app/manifests", response_of(503));
  talk.registry.fail_once("GET /v2/team/app/manifests", response_of(429, {{"retry-after", "7"}}));
  talk.registry.break_once("GET /v2/team/app/manifests");
  EXPECT_TRUE(talk.repository.find_manifest("1"));
  using std::chrono::milliseconds;
  EXPECT_THAT(talk.surroundings.waits,
              ElementsAre(milliseconds(1000), milliseconds(7000), milliseconds(9000)));
  EXPECT_THAT(talk.surroundings.told[0], HasSubstr("answers 503; again in 1.0 s (attempt 2 of 5)"));
}

TEST(Repository, GivesUpAtLast) {
  Talk talk;
  talk.registry.add_fault([](const SeenRequest&) { return response_of(502); });
  EXPECT_THAT(error_of([&] { talk.repository.find_manifest("1"); }), HasSubstr("answers 502"));
  EXPECT_EQ(talk.surroundings.waits.size(), 4U);
}

TEST(Repository, SaysWhoWasNotLetIn) {
  Talk talk;
  talk.registry.add_fault([](const SeenRequest&) { return problem_of(403, "DENIED", "not yours"); });
  EXPECT_THAT(error_of([&] { talk.repository.find_manifest("1"); }),
              testing::AllOf(HasSubstr("DENIED: not yours"), HasSubstr("as anna (config.json)")));
  EXPECT_TRUE(talk.surroundings.waits.empty());
}

TEST(Repository, ListsTagsOverAllPages) {
  Talk talk;
  talk.registry.add_fault([](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (request.url.find("/tags/list") == std::string::npos) return std::nullopt;
    if (request.url.find("last=b") == std::string::npos) {
      return response_of(200, {{"link", R"(</v2/team/app/tags/list?last=b&n=2>; rel="next")"}},
                         R"({"tags":["a","b"]})");
    }
    return response_of(200, {}, R"({"name":"team/app","tags":["c"]})");
  });
  EXPECT_THAT(talk.repository.tags(), ElementsAre("a", "b", "c"));
}

TEST(Repository, NotesAReferrerUnderATagWhereTheRegistryHasNoList) {
  Talk talk;
  const oci::Descriptor subject = oci::describe(oci::kManifestType, manifest_text());
  const auto push = [&](const std::string& note) {
    const std::string text = oci::write_manifest({.artifact_type = "application/spdx+json",
                                                  .config = oci::describe(oci::kConfigType, "{}"),
                                                  .subject = subject,
                                                  .annotations = {{"note", note}}});
    talk.repository.put_manifest(oci::Digest::of(text).text(),
                                 {.descriptor = oci::describe(oci::kManifestType, text), .content = text});
  };
  push("a");
  push("b");
  push("a");
  const oci::ImageIndex index = talk.repository.referrers(subject.digest);
  ASSERT_EQ(index.manifests.size(), 2U);
  EXPECT_EQ(index.manifests[0].artifact_type, "application/spdx+json");
  EXPECT_EQ(index.manifests[1].annotations.at("note"), "b");
  EXPECT_TRUE(talk.registry.manifest("team/app", "sha256-" + subject.digest.hex()));
}

TEST(Repository, HasNoReferrersWhereThereAreNone) {
  Talk talk;
  EXPECT_TRUE(talk.repository.referrers(oci::Digest::of("x")).manifests.empty());
}

}  // namespace
}  // namespace slipway::registry

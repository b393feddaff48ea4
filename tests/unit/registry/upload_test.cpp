#include "registry/upload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "registry/fake_registry_support.hpp"

namespace slipway::registry {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kChunk = 64 << 10;

struct Pushing {
  FakeRegistry registry;
  NotedSurroundings surroundings;
  Conversation conversation{registry, "r.example", std::nullopt, surroundings.surroundings()};
  Repository repository{conversation, "team/app", Repository::Access::kPush};
  /// 200,000 bytes without a period of 64 KiB.
  std::string content;
  std::vector<std::uint64_t> progress;

  Pushing() {
    for (std::uint32_t i = 0; content.size() < 200'000; ++i) content += std::to_string(i * 2654435761U);
    content.resize(200'000);
    conversation.begin(false);
  }

  BlobFate upload(std::uint64_t chunk_size = 0, const std::string& mount_from = "") {
    return upload_blob(repository, blob_of(content), mount_from, {.chunk_size = chunk_size},
                       [this](std::uint64_t bytes) { progress.push_back(bytes); });
  }
  bool has_arrived() const { return registry.has_blob("team/app", content); }
};

TEST(Upload, SendsTheBlobInOneRequest) {
  Pushing pushing;
  EXPECT_EQ(pushing.upload(), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.registry.count("PUT "), 1U);
  EXPECT_EQ(pushing.registry.count("PATCH "), 0U);
  EXPECT_FALSE(pushing.registry.seen().back().fields.contains("Content-Range"));
  EXPECT_EQ(pushing.progress.back(), 200'000U);
}

TEST(Upload, TakesTheBlobOverFromAnotherRepository) {
  Pushing pushing;
  pushing.registry.add_blob("team/base", pushing.content);
  EXPECT_EQ(pushing.upload(0, "team/base"), BlobFate::kMounted);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.registry.count("PUT "), 0U);
}

TEST(Upload, SendsWhatCantBeTakenOver) {
  Pushing pushing;
  EXPECT_EQ(pushing.upload(0, "team/base"), BlobFate::kSent) << "the other repository does not have it";
  EXPECT_EQ(pushing.registry.count("POST "), 1U) << "the answer to the question was an upload";
  Pushing denied;
  denied.registry.fail_once("POST ", problem_of(403, "DENIED"));
  EXPECT_EQ(denied.upload(0, "team/secret"), BlobFate::kSent) << "who must not read there may write here";
  EXPECT_TRUE(denied.has_arrived());
}

TEST(Upload, BeginsAnewWhereTheConnectionBreaks) {
  Pushing pushing;
  pushing.registry.break_once("PUT ");
  EXPECT_EQ(pushing.upload(), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.registry.count("HEAD "), 1U) << "it might have arrived";
}

TEST(Upload, EndsWhereTheBlobHasArrivedAlthoughTheAnswerWasLost) {
  Pushing pushing;
  pushing.registry.add_fault(
      [&, is_done = false](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
        if (is_done || request.method != "PUT") return std::nullopt;
        is_done = true;
        pushing.registry.add_blob("team/app", request.body);
        throw ConnectionError(ConnectionError::Kind::kBroken, "no answer");
      });
  EXPECT_EQ(pushing.upload(), BlobFate::kSent);
  EXPECT_EQ(pushing.registry.count("PUT "), 1U);
}

TEST(Upload, GoesOnInPartsWhereTheWholeIsTooLarge) {
  Pushing pushing;
  pushing.registry.largest_body = 100'000;
  EXPECT_EQ(pushing.upload(), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_GE(pushing.registry.count("PATCH "), 3U)
      << "4 MiB were too large, too, and were halved until they went";
  EXPECT_TRUE(pushing.surroundings.waits.empty()) << "it is no failure";
}

TEST(Upload, GoesOnInPartsWhereTheConnectionBreaksTwice) {
  Pushing pushing;
  pushing.registry.break_once("PUT ");
  pushing.registry.break_once("PUT ");
  EXPECT_EQ(pushing.upload(), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.registry.count("PATCH "), 1U);
}

TEST(Upload, InPartsSaysWhichBytesTheyAre) {
  Pushing pushing;
  EXPECT_EQ(pushing.upload(kChunk), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  std::vector<std::string> ranges;
  for (const SeenRequest& request : pushing.registry.seen()) {
    if (request.method == "PATCH") ranges.push_back(request.fields.at("Content-Range"));
  }
  EXPECT_THAT(ranges, testing::ElementsAre("0-65535", "65536-131071", "131072-196607", "196608-199999"));
}

TEST(Upload, InPartsGoesOnBehindWhatHasArrived) {
  Pushing pushing;
  pushing.registry.add_fault(
      [&, parts = 0](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
        if (request.method != "PATCH" || ++parts != 3) return std::nullopt;
        throw ConnectionError(ConnectionError::Kind::kBroken, "it broke");
      });
  EXPECT_EQ(pushing.upload(kChunk), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.registry.count("PATCH "), 5U) << "the third twice, and none of the others";
  EXPECT_EQ(pushing.registry.count("POST "), 1U);
}

TEST(Upload, InPartsIgnoresAnOldRangeOfAPartThatWasTaken) {
  Pushing pushing;
  // Amazon's registry tells the range of the part before.
  class Stale final : public HttpTransport {
   public:
    explicit Stale(FakeRegistry& registry) : registry_(&registry) {}
    HttpResponse send(const HttpRequest& request) override {
      HttpResponse response = registry_->send(request);
      for (HeaderField& field : response.fields) {
        if (request.method == "PATCH" && field.name == "range") field.value = "0-0";
      }
      return response;
    }

   private:
    FakeRegistry* registry_;
  } stale(pushing.registry);
  Conversation conversation(stale, "r.example", std::nullopt, pushing.surroundings.surroundings());
  conversation.begin(false);
  Repository repository(conversation, "team/app", Repository::Access::kPush);
  EXPECT_EQ(upload_blob(repository, blob_of(pushing.content), "", {.chunk_size = kChunk}, {}),
            BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.registry.count("PATCH "), 4U);
}

TEST(Upload, InPartsBeginsAnewWhereTheRegistryHasForgotten) {
  Pushing pushing;
  pushing.registry.add_fault([parts = 0](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
    if (request.method != "PATCH" || ++parts != 2) return std::nullopt;
    return problem_of(404, "BLOB_UPLOAD_INVALID");
  });
  EXPECT_EQ(pushing.upload(kChunk), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.registry.count("POST "), 2U);
}

TEST(Upload, InPartsFailsNotAsLongAsThereIsProgress) {
  Pushing pushing;
  pushing.registry.add_fault([parts = 0](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
    if (request.method != "PATCH" || ++parts % 2 == 0) return std::nullopt;
    throw ConnectionError(ConnectionError::Kind::kBroken, "every other one breaks");
  });
  EXPECT_EQ(pushing.upload(20'000), BlobFate::kSent);
  EXPECT_TRUE(pushing.has_arrived());
  EXPECT_EQ(pushing.surroundings.waits.size(), 10U) << "twice as many as attempts at one thing";
}

TEST(Upload, EndsAtARefusalAtOnce) {
  Pushing pushing;
  pushing.registry.fail_once("POST ", problem_of(403, "DENIED", "read only"));
  EXPECT_THAT(error_of([&] { pushing.upload(); }), HasSubstr("DENIED: read only"));
  EXPECT_TRUE(pushing.surroundings.waits.empty());
  Pushing damaged;
  damaged.registry.fail_once("PUT ", problem_of(400, "DIGEST_INVALID"));
  EXPECT_THAT(error_of([&] { damaged.upload(); }), HasSubstr("DIGEST_INVALID"));
}

TEST(Upload, GoesNowhereWithoutTls) {
  Pushing pushing;
  pushing.registry.fail_once("POST ", response_of(202, {{"location", "http://storage.example/upload"}}));
  EXPECT_THAT(error_of([&] { pushing.upload(); }), HasSubstr("nothing was sent"));
}

TEST(Upload, StaysInTlsWhereTheRegistryForgetsThatItIs) {
  Pushing pushing;
  pushing.registry.add_fault([](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (request.method == "POST") return response_of(202, {{"location", "http://r.example/v2/upload"}});
    if (request.method == "PUT" && request.url.starts_with("https://r.example/v2/upload?digest="))
      return response_of(201);
    return std::nullopt;
  });
  EXPECT_EQ(pushing.upload(), BlobFate::kSent);
}

}  // namespace
}  // namespace slipway::registry

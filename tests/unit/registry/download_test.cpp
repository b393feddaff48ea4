#include "registry/download.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "registry/fake_registry_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::registry {
namespace {

using testing::HasSubstr;

struct Fetching {
  FakeRegistry registry;
  NotedSurroundings surroundings;
  Conversation conversation{registry, "r.example", std::nullopt, surroundings.surroundings()};
  Repository repository{conversation, "team/app", Repository::Access::kPush};
  TemporaryFolder folder;
  std::string content = "0123456789abcdefghijklmnopqrstuvwxyz";
  oci::Descriptor descriptor = blob_of(content).descriptor;

  Fetching() {
    conversation.begin(false);
    registry.add_blob("team/app", content);
  }

  void download() { download_blob(repository, descriptor, folder.path(), {}); }
  std::string file() const { return read_file((folder / descriptor.digest.hex()).string()); }
  std::string part() const { return (folder / (descriptor.digest.hex() + ".part")).string(); }

  /// The answer to the next request for the blob that is not cut yet ends behind so many bytes.
  void cut(std::size_t bytes) {
    registry.add_fault(
        [this, bytes, is_done = false](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
          if (is_done || !request.text().starts_with("GET /v2/team/app/blobs/")) return std::nullopt;
          is_done = true;
          const auto range = request.fields.find("Range");
          const std::size_t begin = range == request.fields.end() ? 0 : std::stoul(range->second.substr(6));
          if (begin == 0) return response_of(200, {}, content.substr(0, bytes));
          return response_of(206, {{"content-range", "bytes " + std::to_string(begin) + "-35/36"}},
                             content.substr(begin, bytes));
        });
  }
};

TEST(Download, WritesTheBlobUnderItsDigest) {
  Fetching fetching;
  fetching.download();
  EXPECT_EQ(fetching.file(), fetching.content);
  EXPECT_FALSE(std::filesystem::exists(fetching.part()));
  fetching.download();
  EXPECT_EQ(fetching.registry.count("GET /v2/team"), 1U) << "what is there is not fetched";
}

TEST(Download, GoesOnWhereItWasCut) {
  Fetching fetching;
  fetching.cut(10);
  fetching.cut(5);
  fetching.download();
  EXPECT_EQ(fetching.file(), fetching.content);
  EXPECT_EQ(fetching.registry.seen().back().fields.at("Range"), "bytes=15-");
}

TEST(Download, FailsNotAsLongAsThereIsProgress) {
  Fetching fetching;
  for (int i = 1; i <= 35; ++i) fetching.cut(1);
  fetching.download();
  EXPECT_EQ(fetching.file(), fetching.content);
}

TEST(Download, GivesUpWhereNothingComes) {
  Fetching fetching;
  for (int i = 1; i <= 9; ++i) fetching.cut(0);
  EXPECT_THAT(error_of([&] { fetching.download(); }), HasSubstr("ended behind 0 of 36 bytes"));
  EXPECT_EQ(fetching.surroundings.waits.size(), 4U);
}

TEST(Download, GoesOnWithWhatAnotherRunHasLeft) {
  Fetching fetching;
  fetching.folder.write(fetching.descriptor.digest.hex() + ".part", fetching.content.substr(0, 30));
  fetching.download();
  EXPECT_EQ(fetching.file(), fetching.content);
  EXPECT_EQ(fetching.registry.seen().back().fields.at("Range"), "bytes=30-");
}

TEST(Download, BeginsAnewWhereWhatWasLeftIsAnother) {
  Fetching fetching;
  fetching.folder.write(fetching.descriptor.digest.hex() + ".part", std::string(36, 'x'));
  fetching.download();
  EXPECT_EQ(fetching.file(), fetching.content);
  Fetching longer;
  longer.folder.write(longer.descriptor.digest.hex() + ".part", std::string(100, 'x'));
  longer.download();
  EXPECT_EQ(longer.file(), longer.content);
}

TEST(Download, BeginsAnewWhereTheRegistryKnowsNoParts) {
  Fetching fetching;
  fetching.cut(10);
  fetching.registry.add_fault([&](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (!request.fields.contains("Range")) return std::nullopt;
    return response_of(200, {}, fetching.content);
  });
  fetching.download();
  EXPECT_EQ(fetching.file(), fetching.content);
}

TEST(Download, RefusesWhatIsLongerThanWasTold) {
  Fetching fetching;
  fetching.registry.add_fault([&](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (!request.text().starts_with("GET /v2/team/app/blobs/")) return std::nullopt;
    return response_of(200, {}, fetching.content + "x");
  });
  EXPECT_THAT(error_of([&] { fetching.download(); }), HasSubstr("more than the 36 bytes"));
  EXPECT_EQ(read_file(fetching.part()), "");
}

TEST(Download, RefusesAnotherContent) {
  Fetching fetching;
  fetching.registry.add_fault([&](const SeenRequest& request) -> std::optional<HttpResponse> {
    if (!request.text().starts_with("GET /v2/team/app/blobs/")) return std::nullopt;
    return response_of(200, {}, std::string(36, 'x'));
  });
  EXPECT_THAT(error_of([&] { fetching.download(); }), HasSubstr("it is damaged, or was changed on the way"));
  EXPECT_FALSE(std::filesystem::exists(fetching.folder / fetching.descriptor.digest.hex()));
}

TEST(Download, OfWhatIsNotThereSaysSo) {
  Fetching fetching;
  fetching.descriptor = blob_of("something else").descriptor;
  EXPECT_THAT(error_of([&] { fetching.download(); }), HasSubstr("BLOB_UNKNOWN"));
}

}  // namespace
}  // namespace slipway::registry

#include "oci/layout_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "oci/images_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class LayoutWriterTest : public testing::Test {
 protected:
  std::vector<std::string> blobs() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(layout_ / kBlobsFolder))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  /// What stands beside the layout.
  std::string beside() const {
    std::string names;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      names += entry.path().filename().string() + " ";
    return names;
  }

  TemporaryFolder folder_;
  fs::path layout_ = folder_ / "layout";
  std::vector<NamedImage> images_ = {{small_image(), {Reference::parse("shop:1.0")}}};
};

TEST_F(LayoutWriterTest, WritesWhatSkopeoReads) {
  write_layout(layout_, images_);
  const std::string seen = output_of("skopeo inspect oci:" + layout_.string() + ":1.0");
  EXPECT_THAT(seen, HasSubstr(images_[0].image.manifest.descriptor.digest.text()));
  EXPECT_THAT(seen, HasSubstr(R"("Architecture": "amd64")"));
  EXPECT_THAT(seen, HasSubstr("LANG=C.UTF-8"));
  // It compares each blob with its digest.
  output_of("skopeo copy oci:" + layout_.string() + ":1.0 oci:" + (folder_ / "copy").string() + ":1.0");
}

TEST_F(LayoutWriterTest, WritesWhatUmociUnpacks) {
  write_layout(layout_, images_);
  const fs::path bundle = folder_ / "bundle";
  output_of("umoci unpack --rootless --image " + layout_.string() + ":1.0 " + bundle.string());
  EXPECT_EQ(read_file(bundle / "rootfs/etc/motd"), "welcome");
  EXPECT_EQ(read_file(bundle / "rootfs/app/hello"), "hello");
}

TEST_F(LayoutWriterTest, HasModesThatDoNotDependOnTheUmask) {
  const mode_t before = ::umask(077);
  write_layout(layout_, images_);
  ::umask(before);
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
    const auto expected = entry.is_directory() ? fs::perms{0755} : fs::perms{0644};
    EXPECT_EQ(entry.status().permissions(), expected) << entry.path();
  }
}

TEST_F(LayoutWriterTest, ReplacesALayoutAsAWhole) {
  write_layout(layout_, {{small_image("old"), {Reference::parse("shop:0.9")}}});
  write_layout(layout_, images_);
  const fs::path fresh = folder_ / "fresh";
  write_layout(fresh, images_);
  EXPECT_EQ(listing(layout_), listing(fresh));
  EXPECT_THAT(beside(), testing::Not(HasSubstr("slipway-")));
}

TEST_F(LayoutWriterTest, HoldsALayerOnceThatSeveralImagesShare) {
  write_layout(layout_, {{small_image("a"), {Reference::parse("shop:1.0")}},
                         {small_image("b"), {Reference::parse("shop:2.0"), Reference::parse("other")}}});
  // Two manifests, two configurations, etc/motd twice, app/hello once.
  EXPECT_EQ(blobs().size(), 7u);
  for (const char* name : {"1.0", "2.0", "latest"})
    output_of("skopeo inspect oci:" + layout_.string() + ":" + name);
}

TEST_F(LayoutWriterTest, TakesBlobsFromPartsOfFiles) {
  Blob& layer = images_[0].image.layers[0];
  const std::string content = std::get<std::string>(layer.content);
  folder_.write("cache", "before" + content + "behind");
  layer.content = FileRange{folder_ / "cache", 6};
  write_layout(layout_, images_);
  EXPECT_EQ(read_file(layout_ / kBlobsFolder / layer.descriptor.digest.hex()), content);
  struct stat status {};
  ASSERT_EQ(::stat((layout_ / kBlobsFolder / layer.descriptor.digest.hex()).c_str(), &status), 0);
  EXPECT_EQ(status.st_nlink, 1u);
}

TEST_F(LayoutWriterTest, LeavesTheOldOneWhereABlobIsCutShort) {
  write_layout(layout_, {{small_image("old"), {}}});
  const std::string before = listing(layout_);
  folder_.write("cache", "short");
  images_[0].image.layers[0].content = FileRange{folder_ / "cache", 0};
  EXPECT_THAT(error_of([&] { write_layout(layout_, images_); }), HasSubstr("cache was cut short"));
  EXPECT_EQ(listing(layout_), before);
  EXPECT_THAT(beside(), testing::Not(HasSubstr("slipway-")));
}

TEST_F(LayoutWriterTest, RemovesWhatAKilledRunLeft) {
  folder_.write(".layout.slipway-0123456789abcdef/index.json", "{}");
  folder_.write(".layout.slipway-mine", "not Slipway's");
  write_layout(layout_, images_);
  EXPECT_THAT(beside(), testing::Not(HasSubstr("0123456789abcdef")));
  EXPECT_THAT(beside(), HasSubstr(".layout.slipway-mine"));
}

TEST_F(LayoutWriterTest, FollowsALinkToTheLayout) {
  fs::create_directory(folder_ / "real");
  fs::create_directory_symlink("real", layout_);
  write_layout(layout_.string() + "/", images_);
  EXPECT_TRUE(fs::is_symlink(layout_));
  EXPECT_TRUE(fs::exists(folder_ / "real/index.json"));
}

TEST_F(LayoutWriterTest, ReplacesNothingElse) {
  folder_.write("layout/notes.txt", "mine");
  EXPECT_EQ(
      error_of([&] { write_layout(layout_, images_); }),
      layout_.string() + " is neither empty nor an OCI layout, so it is not replaced; name another folder");
  folder_.write("layout/oci-layout", "{}");
  EXPECT_EQ(error_of([&] { write_layout(layout_, images_); }),
            layout_.string() +
                " holds notes.txt, which is no part of an OCI layout and would be lost; move "
                "it away, or name another folder");
  EXPECT_EQ(error_of([&] { write_layout(layout_ / "notes.txt", images_); }),
            (layout_ / "notes.txt").string() + " is a file; an OCI layout needs a folder of its own");
  EXPECT_EQ(read_file(layout_ / "notes.txt"), "mine");
}

TEST_F(LayoutWriterTest, LetsTheHistoryTellOfNoMoreLayersThanThereAre) {
  ImageConfig config;
  config.history = {{.created_by = "a"}, {.created_by = "b", .empty_layer = true}, {.created_by = "c"}};
  EXPECT_EQ(error_of([&] { compose_image(config, {layer_of("a/b", "c")}); }),
            "the image's history tells of 2 layers, and it has 1; Docker refuses that");
  const std::vector<ImageLayer> many(126, layer_of("a/b", "c"));
  EXPECT_EQ(error_of([&] { compose_image({}, many); }),
            "the image would have 126 layers; engines take 125 at most");
}

}  // namespace
}  // namespace slipway::oci

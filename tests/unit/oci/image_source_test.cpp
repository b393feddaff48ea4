#include "oci/image_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "oci/archive_writer.hpp"
#include "oci/images_support.hpp"
#include "oci/layout_writer.hpp"
#include "support/gzip.hpp"
#include "support/zstd_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class ImageSourceTest : public testing::Test {
 protected:
  ImageSource open(const fs::path& path) const { return ImageSource::open(path, folder_ / "scratch"); }
  std::string error_opening(const fs::path& path) const {
    return error_of([&] { open(path); });
  }
  static std::string contents(const ImageSource& source, const StoredImage& stored) {
    std::string text;
    for (const Descriptor& layer : stored.manifest.layers) {
      const ByteSource content = decompressed(source.stream(layer), "layer", 1 << 20);
      for (std::string_view piece = content(); !piece.empty(); piece = content()) text += piece;
    }
    return text;
  }
  void expect_small_image(const ImageSource& source, std::string_view name) const {
    const StoredImage stored = source.find(name, {});
    EXPECT_EQ(stored.config.entrypoint, std::vector<std::string>{"/app/bin/shop"});
    EXPECT_EQ(stored.config.diff_ids.size(), 2u);
    EXPECT_THAT(contents(source, stored), HasSubstr("welcome"));
    EXPECT_THAT(contents(source, stored), HasSubstr("hello"));
  }
  std::string path(std::string_view name) const { return (folder_ / name).string(); }

  TemporaryFolder folder_;
  fs::path layout_ = folder_ / "layout";
  fs::path archive_ = folder_ / "shop.tar";
  Image image_ = small_image();
  std::vector<NamedImage> images_ = {{image_, {Reference::parse("shop:1.0")}}};
};

TEST_F(ImageSourceTest, GivesBackWhatWasWritten) {
  write_layout(layout_, images_);
  write_archive_file(archive_, images_);
  for (const fs::path& path : {layout_, archive_}) {
    const ImageSource source = open(path);
    const StoredImage stored = source.find("shop:1.0", {});
    EXPECT_EQ(stored.image.manifest, image_.manifest);
    EXPECT_EQ(stored.image.config, image_.config);
    expect_small_image(source, "");
    // It can be written again, and is the same.
    write_layout(folder_ / "again", {{stored.image, images_[0].names}});
    EXPECT_EQ(listing(folder_ / "again"), listing(layout_));
  }
}

TEST_F(ImageSourceTest, ReadsCompressedArchives) {
  write_archive_file(archive_, images_);
  folder_.write("shop.tar.gz", gzip(read_file(archive_)));
  std::string zstd;
  ZstdWriter writer([&](std::string_view part) { zstd += part; });
  writer.write(read_file(archive_));
  writer.finish();
  folder_.write("shop.tar.zst", zstd);
  for (const char* name : {"shop.tar.gz", "shop.tar.zst"}) expect_small_image(open(folder_ / name), "1.0");
  EXPECT_EQ(listing(folder_ / "scratch"), "") << "what was unpacked is gone";
}

TEST_F(ImageSourceTest, ReadsWhatSkopeoWrites) {
  write_layout(layout_, images_);
  const std::string from = "skopeo --insecure-policy copy oci:" + layout_.string() + ":1.0 ";
  output_of(from + "oci:" + path("other") + ":mine");
  expect_small_image(open(folder_ / "other"), "mine");
  output_of(from + "oci-archive:" + path("a.tar") + ":shop:1.0");
  expect_small_image(open(folder_ / "a.tar"), "shop:1.0");
  output_of(from + "docker-archive:" + path("docker.tar") + ":shop:1.0");
  expect_small_image(open(folder_ / "docker.tar"), "shop:1.0");
  expect_small_image(open(folder_ / "docker.tar"), "docker.io/library/shop:1.0");
  expect_small_image(open(folder_ / "docker.tar"), "1.0");
}

TEST_F(ImageSourceTest, ReadsWhatUmociWrites) {
  write_layout(layout_, images_);
  output_of("umoci tag --image " + layout_.string() + ":1.0 other && umoci gc --layout " + layout_.string());
  expect_small_image(open(layout_), "other");
  expect_small_image(open(layout_), "");
}

TEST_F(ImageSourceTest, FindsAnImageByItsName) {
  const Image other = small_image("other");
  write_layout(layout_, {{image_, {Reference::parse("shop:1.0"), Reference::parse("ghcr.io/a/shop:1.1")}},
                         {other, {Reference::parse("shop:2.0")}}});
  const ImageSource source = open(layout_);
  for (const char* name : {"1.0", "shop:1.0", "docker.io/library/shop:1.0", "1.1", "ghcr.io/a/shop:1.1"})
    EXPECT_EQ(source.find(name, {}).image.manifest, image_.manifest) << name;
  EXPECT_EQ(source.find("2.0", {}).image.manifest, other.manifest);
  EXPECT_EQ(source.find(other.manifest.descriptor.digest.text(), {}).image.manifest, other.manifest);
  EXPECT_EQ(error_of([&] { source.find("3.0", {}); }),
            layout_.string() +
                ": there is no image \"3.0\" in it; there are: docker.io/library/shop:1.0, "
                "docker.io/library/shop:2.0, ghcr.io/a/shop:1.1");
  EXPECT_THAT(error_of([&] { source.find("", {}); }),
              HasSubstr("there are several images in it; name one of them: docker.io/library/shop:1.0, "));
}

TEST_F(ImageSourceTest, FindsAnImageForThePlatform) {
  ImageIndex nested;
  nested.manifests.push_back(image_.manifest.descriptor);
  nested.manifests[0].platform = Platform{};
  nested.manifests.push_back(describe(kManifestType, "{}"));
  nested.manifests[1].platform = Platform{.architecture = "arm64", .variant = "v8"};
  nested.manifests.push_back(describe(kManifestType, "attestation"));
  nested.manifests[2].platform = Platform{"unknown", "unknown"};
  const std::string text = write_index(nested);
  Image several = image_;
  several.layers.push_back({describe(kManifestType, text), text});
  write_layout(layout_, {{several, {}}});
  ImageIndex index;
  index.manifests.push_back(describe(kIndexType, text));
  folder_.write("layout/index.json", write_index(index));

  const ImageSource source = open(layout_);
  EXPECT_EQ(source.find("", {}).image.manifest.descriptor.digest, image_.manifest.descriptor.digest);
  EXPECT_EQ(error_of([&] { source.find("", {.architecture = "s390x"}); }),
            layout_.string() +
                ": the image is there for linux/amd64, linux/arm64/v8, and linux/s390x is "
                "needed");
  write_layout(folder_ / "one", images_);
  EXPECT_EQ(error_of([&] { open(folder_ / "one").find("", {.architecture = "arm64"}); }),
            (folder_ / "one").string() + ": the image in it is for linux/amd64, and linux/arm64 is needed");
}

TEST_F(ImageSourceTest, SeesADamagedBlob) {
  write_layout(layout_, images_);
  const Descriptor& layer = image_.layers[0].descriptor;
  const std::string blob = "layout/blobs/sha256/" + layer.digest.hex();
  std::string content = read_file(folder_ / blob);
  content[20] ^= 1;
  folder_.write(blob, content);
  const ImageSource source = open(layout_);
  source.find("", {});
  EXPECT_THAT(error_of([&] { source.read(layer); }), HasSubstr("; the blob is damaged"));
  folder_.write(blob, content + "x");
  EXPECT_THAT(error_of([&] { source.find("", {}); }), HasSubstr(" bytes, and should have "));
  fs::remove(folder_ / blob);
  EXPECT_THAT(error_of([&] { source.find("", {}); }), HasSubstr("No such file"));
  EXPECT_THAT(error_of([&] { source.read(layer, 5); }), HasSubstr("at most 5 are read"));
}

TEST_F(ImageSourceTest, RefusesWhatHoldsNoImages) {
  fs::create_directory(layout_);
  EXPECT_THAT(error_opening(layout_), HasSubstr("this is no OCI layout: there is no file oci-layout"));
  folder_.write("layout/oci-layout", R"({"imageLayoutVersion":"2.0.0"})");
  EXPECT_THAT(error_opening(layout_), HasSubstr("/imageLayoutVersion: \"2.0.0\" is not a version"));
  folder_.write("layout/oci-layout", kLayoutText);
  EXPECT_THAT(error_opening(layout_), HasSubstr("index.json: No such file"));
  folder_.write("layout/index.json", R"({"schemaVersion":2,"manifests":[]})");
  EXPECT_THAT(error_of([&] { open(layout_).find("", {}); }), HasSubstr("there is no image in it"));

  EXPECT_THAT(error_opening(folder_ / "nothing"), HasSubstr("No such file"));
  folder_.write("text", "hello");
  EXPECT_THAT(error_opening(folder_ / "text"), HasSubstr("this is no tar archive"));
  output_of("cd " + folder_.path().string() + " && tar cf other.tar text");
  EXPECT_EQ(error_opening(folder_ / "other.tar"),
            path("other.tar") +
                ": this is no archive of images: there is neither index.json nor manifest.json in it");
}

TEST_F(ImageSourceTest, RefusesAnArchiveWithPathsOutOfIt) {
  const auto refusal = [&](const std::string& words) {
    output_of("cd " + folder_.path().string() + " && mkdir -p d && touch d/a && tar -P -cf bad.tar " + words);
    return error_opening(folder_ / "bad.tar");
  };
  EXPECT_THAT(refusal("--transform 's,^,../,' d/a"), HasSubstr("the path \"../d/a\" leads out"));
  EXPECT_THAT(refusal("--transform 's,^,/,' d/a"), HasSubstr("the path \"/d/a\" leads out"));
  EXPECT_THAT(refusal("d/a --transform 's,^,./,' d/../d/a"), HasSubstr("d/a\" stands in it twice"));
  EXPECT_THAT(refusal("d/b; ln -sfT ../../x d/b; tar -P -cf bad.tar d"), HasSubstr("leads out"));
}

}  // namespace
}  // namespace slipway::oci

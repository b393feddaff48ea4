#include "image/base_image.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/files.hpp"
#include "error_support.hpp"
#include "image/layer_support.hpp"
#include "oci/archive_writer.hpp"
#include "oci/layout_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

std::string small_root(std::string_view release = "12") {
  return tar_of([&](TarWriter& tar) {
    tar.add_folder("etc", 0755);
    tar.add_file("etc/debian_version", 0644, release);
  });
}

class BaseImageTest : public testing::Test {
 protected:
  BaseImage open(const std::string& name) { return open_base(name, options_, cache_); }
  std::string refusal(const std::string& name) {
    return error_of([&] { open(name); });
  }

  /// An image with that root as its layer, which is not compressed.
  static oci::Image image_of(const std::string& root, const oci::Platform& platform = {}) {
    oci::ImageConfig config{.platform = platform, .user = "1000", .env = {"PATH=/usr/bin"}};
    config.history = {{.created_by = "the base"}};
    return oci::compose_image(config, {{.blob = {oci::describe(oci::kLayerTarType, root), root},
                                        .diff_id = oci::Digest::of(root)}});
  }
  void run(const std::string& command) {
    ASSERT_EQ(std::system(("cd " + folder_.path().string() + " && " + command).c_str()), 0) << command;
  }

  TemporaryFolder folder_;
  TemporaryFolder scratch_;
  BaseOptions options_{.folder = folder_.path(), .scratch = scratch_.path()};
  BlobCache cache_{scratch_ / "cache"};
};

TEST_F(BaseImageTest, ScratchIsEmpty) {
  const BaseImage base = open("scratch");
  EXPECT_THAT(base.layers, IsEmpty());
  EXPECT_EQ(base.root->look("/etc"), std::nullopt);
  EXPECT_EQ(base.config.platform, options_.platform);
}

TEST_F(BaseImageTest, ALayoutGivesItsLayersAsTheyAre) {
  const oci::Image image = image_of(small_root());
  oci::write_layout(folder_ / "base", {{.image = image, .names = {oci::Reference::parse("base:1")}}});
  for (const char* name : {"base", "oci:base", "oci:base:1", "base:1"}) {
    const BaseImage base = open(name);
    EXPECT_EQ(base.digest, image.manifest.descriptor.digest) << name;
    ASSERT_EQ(base.layers.size(), 1U) << name;
    EXPECT_EQ(base.layers[0].blob.descriptor, image.layers[0].descriptor) << name;
    EXPECT_EQ(base.layers[0].diff_id, oci::Digest::of(small_root())) << name;
    EXPECT_EQ(base.root->read("/etc/debian_version"), "12") << name;
    EXPECT_THAT(base.config.env, ElementsAre("PATH=/usr/bin")) << name;
    EXPECT_EQ(base.config.user, "1000") << name;
    EXPECT_EQ(base.config.history.size(), 1U) << name;
  }
}

TEST_F(BaseImageTest, OneOfSeveralImagesIsChosenByItsTag) {
  oci::write_layout(folder_ / "base",
                    {{.image = image_of(small_root("12")), .names = {oci::Reference::parse("base:12")}},
                     {.image = image_of(small_root("13")), .names = {oci::Reference::parse("base:13")}}});
  EXPECT_EQ(open("oci:base:13").root->read("/etc/debian_version"), "13");
  EXPECT_THAT(refusal("oci:base"), HasSubstr("several images"));
  EXPECT_THAT(refusal("oci:base:14"), HasSubstr("there is no image \"14\" in it"));
}

TEST_F(BaseImageTest, OneOfSeveralPlatformsIsChosenByTheRelease) {
  const oci::Platform arm{.architecture = "arm64"};
  oci::write_layout(
      folder_ / "base",
      {{.image = image_of(small_root("amd64")), .names = {oci::Reference::parse("base:1")}},
       {.image = image_of(small_root("arm64"), arm), .names = {oci::Reference::parse("base:1")}}});
  EXPECT_EQ(open("base:1").root->read("/etc/debian_version"), "amd64");
  options_.platform = arm;
  EXPECT_EQ(open("base:1").root->read("/etc/debian_version"), "arm64");
  options_.platform.architecture = "s390x";
  EXPECT_THAT(refusal("base:1"), HasSubstr("linux/s390x is needed"));
}

TEST_F(BaseImageTest, AnArchiveOfImagesIsNoRoot) {
  oci::write_archive_file(folder_ / "base.tar",
                          {{.image = image_of(small_root()), .names = {oci::Reference::parse("base:1")}}});
  run("gzip --keep base.tar");
  for (const char* name :
       {"base.tar", "oci-archive:base.tar", "base.tar:1", "base.tar:base:1", "base.tar.gz"}) {
    const BaseImage base = open(name);
    EXPECT_TRUE(base.digest.has_value()) << name;
    EXPECT_EQ(base.root->read("/etc/debian_version"), "12") << name;
  }
}

TEST_F(BaseImageTest, TheArchiveOfARootIsALayer) {
  const std::string root = small_root();
  folder_.write("root.tar", root);
  run("gzip --keep root.tar && xz --keep root.tar && zstd -q root.tar");
  for (const char* name : {"root.tar", "./root.tar.gz", "root.tar.xz", "root.tar.zst"}) {
    const BaseImage base = open(name);
    EXPECT_EQ(base.root->read("/etc/debian_version"), "12") << name;
    ASSERT_EQ(base.layers.size(), 1U) << name;
    EXPECT_EQ(base.layers[0].diff_id, oci::Digest::of(root)) << name;
    EXPECT_THAT(base.config.diff_ids, ElementsAre(oci::Digest::of(root))) << name;
    EXPECT_EQ(base.layers[0].blob.descriptor.media_type, oci::kLayerGzipType) << name;
    std::string blob;
    oci::stream_blob(base.layers[0].blob, [&](std::string_view piece) { blob += piece; });
    EXPECT_EQ(oci::Digest::of(blob), base.layers[0].blob.descriptor.digest) << name;
    const ByteSource archive = decompressed(source_of(blob), name, 1 << 20);
    std::string content;
    for (std::string_view piece = archive(); !piece.empty(); piece = archive()) content += piece;
    EXPECT_EQ(content, root) << name;
  }
  EXPECT_EQ(oci::Digest::of(read_file(folder_ / "root.tar.gz")),
            open("root.tar.gz").layers[0].blob.descriptor.digest)
      << "what is compressed by gzip already stays as it is";
}

TEST_F(BaseImageTest, WhatIsDamagedIsRefused) {
  folder_.write("cut.tar.gz", "\x1F\x8B\x08");
  EXPECT_THAT(refusal("cut.tar.gz"), AllOf(HasSubstr("cut.tar.gz"), HasSubstr("cut short")));
  folder_.write("text.tar", "hello");
  EXPECT_THAT(refusal("text.tar"), HasSubstr("this is no tar archive"));
  const oci::Image image = image_of(small_root());
  oci::write_layout(folder_ / "base", {{.image = image, .names = {oci::Reference::parse("base:1")}}});
  const fs::path blob = folder_ / "base/blobs/sha256" / image.layers[0].descriptor.digest.hex();
  std::string bytes = read_file(blob.string());
  bytes[1024] ^= 1;  // of the content
  fs::remove(blob);
  create_file(blob.string(), bytes, 0644);
  EXPECT_THAT(refusal("base"), HasSubstr("damaged"));
}

// What is remembered of a layer is remembered of its bytes.
TEST_F(BaseImageTest, WhatIsDamagedLaterIsRefused) {
  const oci::Image image = image_of(small_root());
  oci::write_layout(folder_ / "base", {{.image = image, .names = {oci::Reference::parse("base:1")}}});
  folder_.write("root.tar", small_root());
  run("gzip --keep root.tar");
  for (const char* name : {"base", "root.tar", "root.tar.gz"}) {
    for (int turn = 0; turn < 2; ++turn)
      EXPECT_EQ(open(name).root->read("/etc/debian_version"), "12") << name;
  }
  const fs::path blob = folder_ / "base/blobs/sha256" / image.layers[0].descriptor.digest.hex();
  std::string bytes = read_file(blob.string());
  bytes[1024] ^= 1;  // of the content
  fs::remove(blob);
  create_file(blob.string(), bytes, 0644);
  EXPECT_THAT(refusal("base"), HasSubstr("damaged"));
  fs::remove(folder_ / "root.tar");
  fs::remove(folder_ / "root.tar.gz");
  folder_.write("root.tar", small_root("13"));
  run("gzip --keep root.tar");
  EXPECT_EQ(open("root.tar").root->read("/etc/debian_version"), "13");
  EXPECT_EQ(open("root.tar.gz").root->read("/etc/debian_version"), "13");
}

TEST_F(BaseImageTest, NamesThatAreNoFileAreThoseOfARegistry) {
  const auto reference = [this](const std::string& name) { return registry_base(name, folder_.path()); };
  EXPECT_EQ(reference("debian:12-slim"), oci::Reference::parse("docker.io/library/debian:12-slim"));
  EXPECT_EQ(reference("localhost:5000/base"), oci::Reference::parse("localhost:5000/base"));
  folder_.write("debian", "");
  for (const char* const path :
       {"scratch", "debian", "debian:12-slim", "oci:missing", "./x", "/x", "root.tar.gz"}) {
    EXPECT_EQ(reference(path), std::nullopt) << path;
  }
  EXPECT_THAT(error_of([&] { reference("A B"); }), HasSubstr("is neither a file nor the name of an image"));
}

TEST_F(BaseImageTest, WhatIsNotThereIsRefused) {
  EXPECT_THAT(refusal("oci:missing"), AllOf(HasSubstr("there is no "), HasSubstr("/missing")));
  EXPECT_THAT(refusal("root.tar.gz"), HasSubstr("there is no "));
  EXPECT_THAT(refusal(""), HasSubstr("base can be \"scratch\""));
  fs::create_directory(folder_ / "rootfs");
  EXPECT_THAT(refusal("rootfs"),
              HasSubstr("is a folder without a file oci-layout; pack a root with tar -C "));
}

}  // namespace
}  // namespace slipway::image

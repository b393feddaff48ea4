#include "oci/archive_writer.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "oci/images_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ArchiveWriterTest : public testing::Test {
 protected:
  std::string bytes() const {
    std::string text;
    write_archive(images_, [&](std::string_view part) { text += part; });
    return text;
  }

  TemporaryFolder folder_;
  fs::path archive_ = folder_ / "shop.tar";
  std::vector<NamedImage> images_ = {{small_image(), {Reference::parse("shop:1.0")}}};
};

TEST_F(ArchiveWriterTest, IsReadBySkopeoAsAnArchiveOfOci) {
  write_archive_file(archive_, images_);
  const std::string seen = output_of("skopeo inspect oci-archive:" + archive_.string());
  EXPECT_THAT(seen, HasSubstr(images_[0].image.manifest.descriptor.digest.text()));
}

TEST_F(ArchiveWriterTest, IsReadBySkopeoAsAnArchiveOfDocker) {
  write_archive_file(archive_, images_);
  const std::string seen = output_of("skopeo inspect docker-archive:" + archive_.string() + ":shop:1.0");
  EXPECT_THAT(seen, HasSubstr("LANG=C.UTF-8"));
  output_of("skopeo copy docker-archive:" + archive_.string() + " oci:" + (folder_ / "copy").string() +
            ":1.0");
}

TEST_F(ArchiveWriterTest, HasTheSameBytesInAFileAndInAPipe) {
  write_archive_file(archive_, images_);
  EXPECT_EQ(read_file(archive_), bytes());
  const FileDescriptor output = open_file(folder_ / "other", O_WRONLY | O_CREAT, 0600);
  write_archive_to(output, "other", images_);
  EXPECT_EQ(read_file(folder_ / "other"), bytes());
  fs::create_symlink("/dev/null", folder_ / "null");
  write_archive_file(folder_ / "null", images_);
  EXPECT_TRUE(fs::is_symlink(folder_ / "null"));
}

TEST_F(ArchiveWriterTest, TellsDockerTheNamesAsItsUsersWriteThem) {
  images_[0].names = {Reference::parse("docker.io/library/shop"), Reference::parse("ghcr.io/a/shop:2"),
                      Reference::parse("localhost:5000/shop:3")};
  write_archive_file(archive_, images_);
  const std::string manifest = output_of("tar -xOf " + archive_.string() + " manifest.json");
  EXPECT_THAT(manifest,
              HasSubstr(R"("RepoTags":["shop:latest","ghcr.io/a/shop:2","localhost:5000/shop:3"])"));
}

TEST_F(ArchiveWriterTest, LeavesTheOldFileWhereItFails) {
  folder_.write("shop.tar", "old");
  folder_.write("cache", "short");
  images_[0].image.layers[0].content = FileRange{folder_ / "cache", 0};
  EXPECT_THAT(error_of([&] { write_archive_file(archive_, images_); }), HasSubstr("cache was cut short"));
  EXPECT_EQ(listing(folder_.path()), "cache = short\nshop.tar = old\n");
}

TEST_F(ArchiveWriterTest, ReportsAFullDisk) {
  EXPECT_THAT(error_of([&] { write_archive_file("/dev/full", images_); }),
              HasSubstr("write /dev/full: No space left on device"));
}

TEST_F(ArchiveWriterTest, ReplacesNoFolder) {
  EXPECT_EQ(error_of([&] { write_archive_file(folder_.path(), images_); }),
            folder_.path().string() + " is a folder; an archive needs the name of a file");
}

}  // namespace
}  // namespace slipway::oci

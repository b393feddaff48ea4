#include "image/layer_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "support/inflate.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class LayerWriterTest : public testing::Test {
 protected:
  LayerWriterTest() : cache_(folder_ / "cache") {}

  FileTree tree_with(const std::string& content) {
    folder_.write("file", content);
    FileTree tree;
    tree.add_folder("app");
    tree.add_file("app/file", 0644, folder_ / "file");
    tree.add_link("app/link", "file");
    tree.add_text("app/text", 0644, "text");
    return tree;
  }
  Layer make(const FileTree& tree, LayerTimes times = {}) const {
    return make_layer("test", tree, times, Compression::kGzip, cache_);
  }
  /// What `tar -tv` of the machine says of the layer.
  std::string listed(const Layer& layer) const {
    const fs::path output = folder_ / "listing";
    const std::string command =
        "TZ=UTC LC_ALL=C tar -tvz --full-time -f " + layer.blob.string() + " > " + output.string();
    EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe,cert-env33-c): the peer
    return read_file(output);
  }

  TemporaryFolder folder_;
  BlobCache cache_;
};

TEST_F(LayerWriterTest, WritesWhatTarReads) {
  EXPECT_EQ(listed(make(tree_with("content"))),
            "drwxr-xr-x 0/0               0 2000-01-01 00:00:00 app/\n"
            "-rw-r--r-- 0/0               7 2000-01-01 00:00:00 app/file\n"
            "lrwxrwxrwx 0/0               0 2000-01-01 00:00:00 app/link -> file\n"
            "-rw-r--r-- 0/0               4 2000-01-01 00:00:00 app/text\n");
}

TEST_F(LayerWriterTest, TellsTheDigestsOfBothForms) {
  const Layer layer = make(tree_with("content"));
  const std::string blob = read_file(layer.blob);
  const std::string archive = inflate_gzip(blob, "it", 1 << 20);
  EXPECT_EQ(layer.digest, oci::Digest::of(blob));
  EXPECT_EQ(layer.size, blob.size());
  EXPECT_EQ(layer.diff_id, oci::Digest::of(archive));
  EXPECT_EQ(layer.unpacked_size, archive.size());
  EXPECT_EQ(layer.title, "test");
}

TEST_F(LayerWriterTest, MakesALayerOnce) {
  const FileTree tree = tree_with("content");
  const Layer first = make(tree);
  EXPECT_FALSE(first.was_cached);
  const Layer second = make(tree);
  EXPECT_TRUE(second.was_cached);
  EXPECT_EQ(second.digest, first.digest);
  EXPECT_EQ(second.blob, first.blob);
}

TEST_F(LayerWriterTest, DoesNotBelieveACacheThatWasChanged) {
  const FileTree tree = tree_with("content");
  const Layer layer = make(tree);
  const std::string blob = read_file(layer.blob);
  std::string other = blob;
  other.back() = static_cast<char>(other.back() ^ 1);
  for (const std::string& damaged : {other, blob.substr(1), std::string()}) {
    fs::remove(layer.blob);
    create_file(layer.blob.string(), damaged, 0600);
    const Layer again = make(tree);
    EXPECT_FALSE(again.was_cached);
    EXPECT_EQ(read_file(again.blob), blob);
  }
  fs::remove_all(folder_ / "cache/blobs");
  fs::create_directory(folder_ / "cache/blobs");
  EXPECT_FALSE(make(tree).was_cached);
}

TEST_F(LayerWriterTest, GivesEachContentATimeOfItsOwnWhereAskedTo) {
  const LayerTimes times{.kind = LayerTimes::Kind::kOfContent, .fixed = kFixedTime};
  const Layer one = make(tree_with("content"), times);
  const std::string first = listed(one);
  const Layer again = make(tree_with("content"), times);
  EXPECT_EQ(again.digest, one.digest) << "it does not depend on when the file was written";
  const std::string second = listed(make(tree_with("CONTENT"), times));
  const auto time_of_file = [](const std::string& text) {
    const std::size_t at = text.find("app/file\n");
    return text.substr(at - 20, 19);
  };
  EXPECT_NE(time_of_file(first), time_of_file(second));
  EXPECT_LT(time_of_file(first), "2018");
  EXPECT_GE(time_of_file(first), "2000");
  EXPECT_THAT(first, HasSubstr("2000-01-01 00:00:00 app/\n"));
}

TEST_F(LayerWriterTest, RefusesWhatIsNoFileAnyMore) {
  const FileTree tree = tree_with("content");
  fs::remove(folder_ / "file");
  EXPECT_THAT(error_of([&] { make(tree); }), HasSubstr((folder_ / "file").string()));
  ASSERT_EQ(::mkfifo((folder_ / "file").c_str(), 0600), 0);
  EXPECT_THAT(error_of([&] { make(tree); }), HasSubstr("is no regular file"));
  EXPECT_TRUE(fs::is_empty(folder_ / "cache/layers"));
  EXPECT_TRUE(fs::is_empty(folder_ / "cache/blobs")) << "nothing half-written stays";
}

TEST_F(LayerWriterTest, HoldsLongAndForeignNames) {
  FileTree tree;
  const std::string name(200, 'n');
  tree.add_text("ü/" + name, 0644, "long");
  const std::string text = listed(make(tree));
  EXPECT_THAT(text, HasSubstr(name));
}

}  // namespace
}  // namespace slipway::image

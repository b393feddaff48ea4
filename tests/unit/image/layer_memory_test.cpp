#include "image/layer_memory.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "image/layer_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

/// A layer of a base that counts how often it is opened.
class LayerMemoryTest : public testing::Test {
 protected:
  LayeredRoot root(const BlobCache& cache) {
    RootLayer layer{.name = "layer", .open = [this] {
                      ++opened_;
                      return source_of(archive_);
                    }};
    layer.memory = LayerMemory(cache, oci::Digest::of(archive_));
    layer.verify = [this] {
      if (is_changed_) throw Error("the blob is another");
    };
    return LayeredRoot({layer}, folder_.path());
  }
  LayeredRoot root() { return root(cache_); }

  void expect_all_is_there(const LayeredRoot& root) {
    EXPECT_EQ(root.diff_ids().front(), oci::Digest::of(archive_));
    EXPECT_EQ(root.list("/lib"), (std::vector<std::string>{"empty", "libc.so", "libz.so"}));
    EXPECT_EQ(root.look("/lib/libc.so")->mode, 0755U);
    EXPECT_EQ(root.read("/lib/libc.so"), std::string(3000, 'c'));
    EXPECT_EQ(root.read("/lib/libz.so"), "z");
    EXPECT_EQ(root.read("/lib/empty"), "");
  }
  std::vector<fs::path> kept() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "cache")) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }

  std::string archive_ = tar_of([](TarWriter& tar) {
    tar.add_file("lib/libc.so", 0755, std::string(3000, 'c'));
    tar.add_file("lib/libz.so", 0644, "z");
    tar.add_file("lib/empty", 0644, "");
  });
  TemporaryFolder folder_;
  BlobCache cache_{folder_ / "cache"};
  int opened_ = 0;
  bool is_changed_ = false;
};

TEST_F(LayerMemoryTest, ALayerIsReadOnceForManyRuns) {
  expect_all_is_there(root());
  EXPECT_EQ(opened_, 2) << "for its index, and for what is read of it";
  opened_ = 0;
  const LayeredRoot again = root();
  EXPECT_EQ(again.list("/lib").size(), 3U);
  EXPECT_EQ(again.read("/lib/libc.so"), std::string(3000, 'c'));
  EXPECT_EQ(again.read("/lib/libz.so"), "z");
  EXPECT_EQ(opened_, 0);
}

TEST_F(LayerMemoryTest, WhatWasNotReadBeforeIsReadThen) {
  EXPECT_EQ(root().read("/lib/libz.so"), "z");
  opened_ = 0;
  expect_all_is_there(root());
  EXPECT_EQ(opened_, 1);
}

TEST_F(LayerMemoryTest, DamageIsAsGoodAsNothing) {
  expect_all_is_there(root());
  for (const fs::path& path : kept()) {
    for (const auto& damage : std::vector<std::function<std::string(std::string)>>{
             [](std::string bytes) { return bytes.substr(0, bytes.size() / 2); },
             [](std::string bytes) {
               bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
               return bytes;
             },
             [](const std::string&) { return std::string(); }}) {
      const std::string bytes = read_file(path.string());
      fs::remove(path);
      create_file(path.string(), damage(bytes), 0600);
      expect_all_is_there(root());
    }
    fs::remove(path);
    fs::create_directory(path);
    expect_all_is_there(root());
    fs::remove(path);
    expect_all_is_there(root());
  }
}

TEST_F(LayerMemoryTest, AnotherLayerIsNotMistakenForIt) {
  expect_all_is_there(root());
  archive_ = tar_of([](TarWriter& tar) { tar.add_file("lib/libc.so", 0755, std::string(3000, 'x')); });
  EXPECT_EQ(root().read("/lib/libc.so"), std::string(3000, 'x'));
}

TEST_F(LayerMemoryTest, ABlobThatIsAnotherByNowIsRefused) {
  expect_all_is_there(root());
  is_changed_ = true;
  EXPECT_EQ(error_of([&] { root(); }), "the blob is another");
}

TEST_F(LayerMemoryTest, ACacheOfOneRunKeepsNothing) {
  const BlobCache cache(std::make_unique<Staging>(folder_ / "temporary", Staging::Form::kFolder));
  expect_all_is_there(root(cache));
  opened_ = 0;
  expect_all_is_there(root(cache));
  EXPECT_GT(opened_, 0);
}

TEST_F(LayerMemoryTest, AFullDiskIsNoHarm) {
  // Where its folders are gone, nothing can be written.
  fs::remove_all(folder_ / "cache");
  expect_all_is_there(root());
  EXPECT_FALSE(fs::exists(folder_ / "cache"));
}

}  // namespace
}  // namespace slipway::image

#include "image/layered_root.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/files.hpp"
#include "error_support.hpp"
#include "image/layer_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LayeredRootTest : public testing::Test {
 protected:
  using Fill = std::function<void(TarWriter&)>;

  LayeredRoot root_of(const std::vector<Fill>& fills) {
    std::vector<std::string> archives;
    for (const Fill& fill : fills) archives.push_back(tar_of(fill));
    return LayeredRoot(layers_of(archives), folder_.path());
  }
  std::string refusal_of(const std::vector<Fill>& fills) {
    return error_of([&] { root_of(fills); });
  }
  /// What GNU tar makes of a folder, with these words.
  std::string gnu_tar(const std::string& words) {
    const std::string path = (folder_ / "gnu.tar").string();
    const std::string command = "tar -C " + (folder_ / "in").string() + " -cf " + path + " " + words;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return read_file(path);
  }

  TemporaryFolder folder_;
};

TEST_F(LayeredRootTest, IsEmptyWithoutLayers) {
  const LayeredRoot root({}, folder_.path());
  EXPECT_EQ(root.look("/etc"), std::nullopt);
  EXPECT_THAT(root.list("/"), IsEmpty());
  EXPECT_EQ(root.destination("/etc/passwd"), "/etc/passwd");
}

TEST_F(LayeredRootTest, ReadsWhatLaterLayersLeave) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
                                      tar.add_folder("./etc", 0750);
                                      tar.add_file("./etc/kept", 0644, "kept");
                                      tar.add_file("./etc/changed", 0644, "old");
                                    },
                                    [](TarWriter& tar) { tar.add_file("etc/changed", 0600, "new content"); }});
  EXPECT_EQ(root.read("/etc/kept"), "kept");
  EXPECT_EQ(root.read("/etc/changed"), "new content");
  EXPECT_EQ(root.look("/etc/changed")->mode, 0600U);
  EXPECT_EQ(root.look("/etc/changed")->size, 11U);
  EXPECT_EQ(root.look("/etc")->mode, 0750U);
  EXPECT_THAT(root.list("/etc"), ElementsAre("changed", "kept"));
  EXPECT_EQ(root.file_of("/etc/kept"), std::nullopt);
}

TEST_F(LayeredRootTest, ListsAFolderAndNotWhatLiesDeeper) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
    tar.add_file("a/x/deep/file", 0644, "");
    tar.add_file("a-b", 0644, "");
    tar.add_file("a/x-y", 0644, "");
    tar.add_file("a/x0", 0644, "");
  }});
  EXPECT_THAT(root.list("/"), ElementsAre("a", "a-b"));
  EXPECT_THAT(root.list("/a"), ElementsAre("x", "x-y", "x0"));
  EXPECT_THAT(root.list("/a/x"), ElementsAre("deep"));
}

TEST_F(LayeredRootTest, KnowsOwners) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
    tar.set_owner(1000, 3'000'000);
    tar.add_folder("home", 0700);
  }});
  EXPECT_EQ(root.look("/home")->user, 1000U);
  EXPECT_EQ(root.look("/home")->group, 3'000'000U);
}

TEST_F(LayeredRootTest, RemovesWhatIsWhitedOut) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
                                      tar.add_file("var/cache/a/b", 0644, "");
                                      tar.add_file("var/cache2", 0644, "");
                                      tar.add_file("var/log", 0644, "");
                                    },
                                    [](TarWriter& tar) {
                                      tar.add_file("var/.wh.cache", 0, "");
                                      tar.add_file("var/.wh.nothing", 0, "");
                                    }});
  EXPECT_THAT(root.list("/var"), ElementsAre("cache2", "log"));
  EXPECT_EQ(root.look("/var/cache/a/b"), std::nullopt);
  EXPECT_EQ(root.look("/var/.wh.cache"), std::nullopt);
}

// The specification has whiteouts apply to lower layers alone, wherever they stand in the archive.
TEST_F(LayeredRootTest, WhiteoutsLeaveTheirOwnLayer) {
  const auto below = [](TarWriter& tar) {
    tar.add_folder("opt/app", 0700);
    tar.add_file("opt/app/old", 0644, "");
    tar.add_file("opt/app/sub/old", 0644, "");
  };
  for (const char* whiteout : {"opt/app/.wh..wh..opq", "opt/.wh.app"}) {
    const LayeredRoot last = root_of({below, [&](TarWriter& tar) {
                                        tar.add_file("opt/app/sub/new", 0644, "new");
                                        tar.add_file(whiteout, 0, "");
                                      }});
    EXPECT_THAT(last.list("/opt/app"), ElementsAre("sub")) << whiteout;
    EXPECT_THAT(last.list("/opt/app/sub"), ElementsAre("new")) << whiteout;
    EXPECT_EQ(last.read("/opt/app/sub/new"), "new") << whiteout;
    const LayeredRoot first = root_of({below, [&](TarWriter& tar) {
                                         tar.add_file(whiteout, 0, "");
                                         tar.add_file("opt/app/sub/new", 0644, "new");
                                       }});
    EXPECT_THAT(first.list("/opt/app/sub"), ElementsAre("new")) << whiteout;
  }
}

TEST_F(LayeredRootTest, OpaqueMarkInTheRootRemovesAllOfIt) {
  const LayeredRoot root = root_of({[](TarWriter& tar) { tar.add_file("etc/old", 0644, ""); },
                                    [](TarWriter& tar) {
                                      tar.add_file("new", 0644, "");
                                      tar.add_file(".wh..wh..opq", 0, "");
                                    }});
  EXPECT_THAT(root.list("/"), ElementsAre("new"));
}

TEST_F(LayeredRootTest, LeavesOutWhatAufsKept) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
    tar.add_file(".wh..wh.aufs", 0, "");
    tar.add_file(".wh..wh.plnk/123.4", 0, "");
    tar.add_file("a", 0644, "");
  }});
  EXPECT_NE(root.look("/a"), std::nullopt);
}

TEST_F(LayeredRootTest, KindsChangeBetweenLayers) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
                                      tar.add_file("a/b/c", 0644, "");
                                      tar.add_file("file", 0644, "");
                                      tar.add_link("link", "a");
                                    },
                                    [](TarWriter& tar) {
                                      tar.add_file("a", 0644, "now a file");
                                      tar.add_folder("file", 0755);
                                      tar.add_folder("link", 0755);
                                    }});
  EXPECT_EQ(root.read("/a"), "now a file");
  EXPECT_EQ(root.look("/a/b"), std::nullopt);
  EXPECT_EQ(root.look("/file")->kind, FileEntry::Kind::kFolder);
  EXPECT_EQ(root.look("/link")->kind, FileEntry::Kind::kFolder);
}

// As Docker and podman show it on overlayfs; umoci would follow the link.
TEST_F(LayeredRootTest, EntriesBehindALinkOfALowerLayerReplaceIt) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
                                      tar.add_file("usr/lib/a.so", 0644, "");
                                      tar.add_link("lib", "usr/lib");
                                    },
                                    [](TarWriter& tar) { tar.add_file("lib/b.so", 0644, ""); }});
  EXPECT_EQ(root.look("/lib")->kind, FileEntry::Kind::kFolder);
  EXPECT_THAT(root.list("/lib"), ElementsAre("b.so"));
  EXPECT_THAT(root.list("/usr/lib"), ElementsAre("a.so"));
}

TEST_F(LayeredRootTest, FollowsHardLinksWithinALayer) {
  folder_.write("in/bin/first", "#!program");
  std::filesystem::create_hard_link(folder_ / "in/bin/first", folder_ / "in/bin/second");
  const LayeredRoot root(layers_of({gnu_tar("--sort=name ./bin")}), folder_.path());
  EXPECT_EQ(root.read("/bin/first"), "#!program");
  EXPECT_EQ(root.read("/bin/second"), "#!program");
}

TEST_F(LayeredRootTest, RefusesHardLinksOutOfALayer) {
  folder_.write("in/a", "content");
  std::filesystem::create_hard_link(folder_ / "in/a", folder_ / "in/b");
  std::string archive = gnu_tar("--format=ustar --sort=name a b");
  const std::string only_the_link = archive.substr(1024);
  EXPECT_THAT(error_of([&] {
                LayeredRoot(layers_of({archive, only_the_link}), folder_.path());
              }),
              HasSubstr("layer 2: b is a hard link to a, which is no file of the same layer"));
}

TEST_F(LayeredRootTest, ReadsLongNamesOfGnuTarAndOfPax) {
  const std::string name(200, 'n');
  folder_.write("in/" + name + "/größe", "content");
  for (const char* format : {"gnu", "posix"}) {
    const LayeredRoot root(layers_of({gnu_tar(std::string("--format=") + format + " .")}), folder_.path());
    EXPECT_EQ(root.read("/" + name + "/größe"), "content") << format;
  }
}

TEST_F(LayeredRootTest, DevicesAreThereAndAreNothing) {
  folder_.write("in/a", "");
  ASSERT_EQ(std::system(("mkfifo " + (folder_ / "in/pipe").string()).c_str()), 0);
  const LayeredRoot root(layers_of({gnu_tar(".")}), folder_.path());
  EXPECT_EQ(root.look("/pipe"), std::nullopt);
  EXPECT_THAT(error_of([&] { root.read("/pipe"); }), HasSubstr("/pipe is no file of the base image"));
}

TEST_F(LayeredRootTest, LinksNeverLeadOut) {
  const LayeredRoot root = root_of({[](TarWriter& tar) {
    tar.add_file("etc/passwd", 0644, "of the image");
    tar.add_link("up", "../../../../etc");
    tar.add_link("absolute", "/etc/passwd");
    tar.add_link("circle", "circle");
  }});
  EXPECT_EQ(root.read(*root.resolve("/up/passwd")), "of the image");
  EXPECT_EQ(root.read(*root.resolve("/absolute")), "of the image");
  EXPECT_THAT(error_of([&] { root.resolve("/circle/x"); }), HasSubstr("links in a circle"));
}

TEST_F(LayeredRootTest, RefusesPathsThatNoImageHas) {
  EXPECT_THAT(refusal_of({[](TarWriter& tar) { tar.add_file("a/../../etc/passwd", 0644, ""); }}),
              HasSubstr("layer 1: the path \"a/../../etc/passwd\" leads upwards"));
  EXPECT_THAT(refusal_of({[](TarWriter& tar) { tar.add_file(std::string(256, 'n'), 0644, ""); }}),
              HasSubstr("has a name of more than 255 bytes"));
  std::string deep;
  while (deep.size() < 4096) deep += "folder/";
  EXPECT_THAT(refusal_of({[&](TarWriter& tar) { tar.add_file(deep + "x", 0644, ""); }}),
              HasSubstr("longer than the 4095 bytes"));
  EXPECT_THAT(refusal_of({[](TarWriter& tar) { tar.add_file(".wh.", 0644, ""); }}),
              HasSubstr("names nothing that could be removed"));
  EXPECT_THAT(refusal_of({[](TarWriter& tar) { tar.add_file(".", 0644, ""); }}),
              HasSubstr("would take the place of the root itself"));
}

TEST_F(LayeredRootTest, RefusesWhatIsBrokenOrAnother) {
  const std::string archive = tar_of([](TarWriter& tar) { tar.add_file("a", 0644, std::string(5000, 'a')); });
  EXPECT_THAT(error_of([&] { LayeredRoot(layers_of({archive.substr(0, 3000)}), folder_.path()); }),
              HasSubstr("layer 1: this is no tar archive, or a broken one"));
  std::vector<RootLayer> layers = layers_of({archive});
  layers[0].diff_id = oci::Digest::of("another");
  EXPECT_THAT(error_of([&] { LayeredRoot(layers, folder_.path()); }),
              HasSubstr("layer 1: its content has the digest " + oci::Digest::of(archive).text()));
  layers[0].diff_id = oci::Digest::of(archive);
  EXPECT_THAT(LayeredRoot(layers, folder_.path()).diff_ids(), ElementsAre(oci::Digest::of(archive)));
}

TEST_F(LayeredRootTest, ReadsAnUncompressedFileWhereItLies) {
  const std::string archive = tar_of([](TarWriter& tar) { tar.add_file("a", 0644, "content"); });
  folder_.write("blobs", "0123456789" + archive);
  std::vector<RootLayer> layers = layers_of({archive});
  layers[0].plain = oci::FileRange{.path = folder_ / "blobs", .offset = 10};
  const LayeredRoot root(std::move(layers), "/nowhere");
  EXPECT_EQ(root.read("/a"), "content");
}

TEST_F(LayeredRootTest, LeavesNothingInItsScratchFolder) {
  {
    const LayeredRoot root = root_of({[](TarWriter& tar) { tar.add_file("a", 0644, "content"); }});
    EXPECT_EQ(root.read("/a"), "content");
    EXPECT_FALSE(std::filesystem::is_empty(folder_.path()));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(LayeredRootTest, RefusesMoreEntriesThanAnyImageHas) {
  const auto many = [](TarWriter& tar) {
    for (std::size_t i = 0; i < LayeredRoot::kMostEntries + 1; ++i) tar.add_link(std::to_string(i), "x");
  };
  EXPECT_THAT(refusal_of({many}), HasSubstr("layer 1: the image has more than 1000000 files"));
}

}  // namespace
}  // namespace slipway::image

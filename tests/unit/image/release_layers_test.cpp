#include "image/release_layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "error_support.hpp"
#include "support/manifest.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Strings = std::vector<std::string>;

class ReleaseLayersTest : public testing::Test {
 protected:
  void write_release(Strings files) {
    for (const std::string& file : files) {
      if (!fs::exists(fs::symlink_status(folder_ / file))) folder_.write(file, file);
    }
    files.push_back("releases/1.0/slipway.manifest");
    std::sort(files.begin(), files.end());
    folder_.write("releases/1.0/slipway.manifest", write_manifest(files));
  }
  ReleaseLayers layers() const {
    return layers_of_release({.name = "launcher",
                              .folder = folder_.path(),
                              .version = "1.0",
                              .applications = {{"kernel-8", Origin::kOtp},
                                               {"elixir-1", Origin::kElixir},
                                               {"jason-2", Origin::kDependency},
                                               {"shop-1.0", Origin::kProject}}},
                             "app");
  }
  static Strings paths(const FileTree& tree) {
    Strings result;
    for (const auto& [path, entry] : tree.entries()) result.push_back(path);
    return result;
  }

  TemporaryFolder folder_;
};

TEST_F(ReleaseLayersTest, SortsFilesByHowOftenTheyChange) {
  write_release({"bin/launcher", "bin/server", "erts-13/bin/beam.smp", "lib/elixir-1/ebin/a.beam",
                 "lib/jason-2/ebin/b.beam", "lib/kernel-8/ebin/c.beam", "lib/shop-1.0/ebin/d.beam",
                 "lib/other/file", "releases/1.0/start.boot"});
  const ReleaseLayers result = layers();
  EXPECT_EQ(paths(result.erts),
            (Strings{"app", "app/erts-13", "app/erts-13/bin", "app/erts-13/bin/beam.smp", "app/lib",
                     "app/lib/kernel-8", "app/lib/kernel-8/ebin", "app/lib/kernel-8/ebin/c.beam"}));
  EXPECT_EQ(paths(result.elixir), (Strings{"app", "app/lib", "app/lib/elixir-1", "app/lib/elixir-1/ebin",
                                           "app/lib/elixir-1/ebin/a.beam"}));
  EXPECT_EQ(paths(result.launcher), (Strings{"app", "app/bin", "app/bin/launcher"}));
  EXPECT_EQ(paths(result.dependencies), (Strings{"app", "app/lib", "app/lib/jason-2", "app/lib/jason-2/ebin",
                                                 "app/lib/jason-2/ebin/b.beam"}));
  EXPECT_EQ(paths(result.application),
            (Strings{"app", "app/bin", "app/bin/server", "app/lib", "app/lib/other", "app/lib/other/file",
                     "app/lib/shop-1.0", "app/lib/shop-1.0/ebin", "app/lib/shop-1.0/ebin/d.beam",
                     "app/releases", "app/releases/1.0", "app/releases/1.0/start.boot"}));
}

TEST_F(ReleaseLayersTest, LeavesOutTheCookieAndWhatIsNotOfThisVersion) {
  write_release({"bin/shop", "releases/COOKIE"});
  folder_.write("releases/0.9/start.boot", "an earlier version");
  folder_.write("tmp/log/erlang.log.1", "a running node's");
  folder_.write("shop.db", "the user's");
  const Strings found = paths(layers().application);
  EXPECT_EQ(found, (Strings{"app", "app/bin", "app/bin/shop"}));
}

TEST_F(ReleaseLayersTest, KeepsEmptyFoldersButForTmp) {
  write_release({"bin/shop"});
  fs::create_directories(folder_ / "lib/shop-1.0/priv/uploads");
  fs::create_directories(folder_ / "lib/jason-2/priv");
  fs::create_directories(folder_ / "tmp/pipe");
  const ReleaseLayers result = layers();
  EXPECT_EQ(paths(result.application),
            (Strings{"app", "app/bin", "app/bin/shop", "app/lib", "app/lib/shop-1.0", "app/lib/shop-1.0/priv",
                     "app/lib/shop-1.0/priv/uploads"}));
  EXPECT_EQ(paths(result.dependencies),
            (Strings{"app", "app/lib", "app/lib/jason-2", "app/lib/jason-2/priv"}));
}

TEST_F(ReleaseLayersTest, MakesFilesReadableByOtherUsers) {
  write_release({"bin/shop", "releases/1.0/sys.config"});
  fs::permissions(folder_ / "bin/shop", fs::perms::owner_all);
  fs::permissions(folder_ / "releases/1.0/sys.config", fs::perms::owner_read);
  const ReleaseLayers result = layers();
  EXPECT_EQ(result.application.find("app/bin/shop")->mode, 0755U);
  EXPECT_EQ(result.application.find("app/releases/1.0/sys.config")->mode, 0644U);
  EXPECT_EQ(result.application.find("app/releases")->mode, 0755U);
}

TEST_F(ReleaseLayersTest, KeepsLinksThatHoldInTheImage) {
  fs::create_directory(folder_ / "bin");
  fs::create_symlink("shop", folder_ / "bin/other");
  fs::create_symlink("/data/uploads", folder_ / "uploads");
  write_release({"bin/shop", "bin/other", "uploads"});
  const ReleaseLayers result = layers();
  EXPECT_EQ(result.application.find("app/bin/other")->text, "shop");
  EXPECT_EQ(result.application.find("app/uploads")->text, "/data/uploads");
}

TEST_F(ReleaseLayersTest, RefusesLinksThatLeadOutOfTheRelease) {
  fs::create_directory(folder_ / "bin");
  for (const std::string& target :
       {std::string("../../etc/passwd"), std::string("../.."), (folder_ / "bin/shop").string()}) {
    fs::remove(folder_ / "bin/link");
    fs::create_symlink(target, folder_ / "bin/link");
    write_release({"bin/shop", "bin/link"});
    EXPECT_THAT(error_of([&] { layers(); }),
                HasSubstr("bin/link is a link to " + target + ", which is not there"));
  }
}

TEST_F(ReleaseLayersTest, RefusesWhatNoImageCanHold) {
  write_release({"bin/shop", "pipe"});
  fs::remove(folder_ / "pipe");
  EXPECT_THAT(error_of([&] { layers(); }), HasSubstr("look at " + (folder_ / "pipe").string()));
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(error_of([&] { layers(); }), HasSubstr("is no file, folder or link"));
}

TEST_F(ReleaseLayersTest, NeedTheManifestOfTheRelease) {
  folder_.write("bin/shop", "");
  EXPECT_THAT(error_of([&] { layers(); }), HasSubstr("slipway.manifest is missing"));
}

}  // namespace
}  // namespace slipway::image

#include "support/output_folder.hpp"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "base/files.hpp"
#include "error_support.hpp"
#include "support/manifest.hpp"
#include "support/tree_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

/// path and content, one file each.
using Files = std::vector<std::pair<std::string, std::string>>;

/// With the old tree removed each time, and with it kept as the start of the next one.
class OutputFolders : public testing::TestWithParam<OutputFolder::OldTree> {
 protected:
  static void never() { FAIL() << "no other run holds the lock"; }

  /// What one run of Slipway does.
  void publish(const std::string& version, const Files& files) const {
    OutputFolder output(target_, version, never, GetParam());
    TreeWriter tree(output.staging(), nullptr, &output.earlier());
    for (const auto& [path, content] : files) tree.write(path, content, 0644);
    tree.remove_leftovers();
    output.commit(tree.written());
  }
  /// The target without its manifests; and nothing but the lock and a spare tree may be left beside it.
  std::string published() const {
    for (const std::string& name : sorted_names(folder_.path())) {
      EXPECT_TRUE(name == "app" || name == ".app.slipway.lock" || name.starts_with("other") ||
                  (name == ".app.slipway.spare" && GetParam() == OutputFolder::OldTree::kStaysAsSpare))
          << name;
    }
    return listing(target_, kManifestName);
  }

  TemporaryFolder folder_;
  fs::path target_ = folder_ / "app";
};

TEST_P(OutputFolders, ArePublishedForTheFirstTime) {
  publish("1", {{"bin/app", "a"}, {"releases/1/app.rel", "r"}});
  EXPECT_EQ(published(), "bin/\nbin/app = a\nreleases/\nreleases/1/\nreleases/1/app.rel = r\n");
  EXPECT_EQ(read_manifest(read_file(target_ / "releases/1/slipway.manifest"), ""),
            (std::vector<std::string>{"bin/app", "releases/1/app.rel", "releases/1/slipway.manifest"}));
}

TEST_P(OutputFolders, LoseWhatThePreviousRunWroteAndThisOneDoesNot) {
  publish("1", {{"bin/app", "a"}, {"lib/old-1/ebin/old.beam", "o"}, {"lib/same-1/x", "x"}});
  publish("1", {{"bin/app", "b"}, {"lib/new-1/ebin/new.beam", "n"}, {"lib/same-1/x", "y"}});
  EXPECT_EQ(published(),
            "bin/\nbin/app = b\nlib/\nlib/new-1/\nlib/new-1/ebin/\nlib/new-1/ebin/new.beam = n\nlib/same-1/\n"
            "lib/same-1/x = y\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, LoseWhatTheyAdoptedAndNothingOfTmp) {
  {
    OutputFolder output(target_, "1", never);
    TreeWriter tree(output.staging());
    tree.write("bin/app", "a", 0644);
    output.commit(tree.written());
    folder_.write("app/step/b", "b");
    folder_.write("app/step/a", "a");
    folder_.write("app/tmp/pipe", "p");
    EXPECT_EQ(output.published_files(),
              (std::vector<std::string>{"bin/app", "releases/1/slipway.manifest", "step/a", "step/b"}));
    output.adopt({"step/b", "bin/app"});
  }
  publish("1", {{"bin/app", "c"}});
  EXPECT_EQ(published(),
            "bin/\nbin/app = c\nreleases/\nreleases/1/\nstep/\nstep/a = a\ntmp/\ntmp/pipe = p\n");
}

TEST_P(OutputFolders, KeepWhatIsNotTheirs) {
  publish("1", {{"bin/app", "a"}, {"lib/a/x", "x"}});
  folder_.write("app/var/db/data", "data");
  folder_.write("app/lib/a/user", "u");
  folder_.write("app/bin/user", "u");
  fs::create_directories(target_ / "tmp/empty");
  ASSERT_EQ(::mkfifo((target_ / "tmp/pipe").c_str(), 0600), 0);
  fs::create_symlink("/nowhere", target_ / "link");
  fs::permissions(target_ / "var", fs::perms(0700));
  publish("1", {{"bin/app", "b"}});
  EXPECT_EQ(published(),
            "bin/\nbin/app = b\nbin/user = u\nlib/\nlib/a/\nlib/a/user = u\nlink -> /nowhere\nreleases/\n"
            "releases/1/\ntmp/\ntmp/empty/\ntmp/pipe |\nvar/\nvar/db/\nvar/db/data = data\n");
  EXPECT_EQ(fs::status(target_ / "var").permissions(), fs::perms(0700));
}

TEST_P(OutputFolders, KeepAFolderOfTheUserInOneThatIsGone) {
  publish("1", {{"lib/old/a/x", "x"}, {"lib/old/b/x", "x"}, {"lib/gone/deep/x", "x"}});
  fs::create_directories(target_ / "lib/old/b/empty");
  publish("1", {{"bin/app", "b"}});
  EXPECT_EQ(published(),
            "bin/\nbin/app = b\nlib/\nlib/old/\nlib/old/b/\nlib/old/b/empty/\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, KeepTheFilesOfOtherVersions) {
  publish("1", {{"bin/app", "1"}, {"lib/a-1/x", "1"}, {"lib/shared/x", "1"}, {"releases/1/r", "1"}});
  publish("2", {{"bin/app", "2"}, {"lib/a-2/x", "2"}, {"lib/shared/x", "2"}, {"releases/2/r", "2"}});
  EXPECT_EQ(published(),
            "bin/\nbin/app = 2\nlib/\nlib/a-1/\nlib/a-1/x = 1\nlib/a-2/\nlib/a-2/x = 2\nlib/shared/\n"
            "lib/shared/x = 2\nreleases/\nreleases/1/\nreleases/1/r = 1\nreleases/2/\nreleases/2/r = 2\n");
  // What version 1 still needs stays when version 2 no longer writes it.
  publish("2", {{"bin/app", "3"}, {"releases/2/r", "3"}});
  EXPECT_EQ(published(),
            "bin/\nbin/app = 3\nlib/\nlib/a-1/\nlib/a-1/x = 1\nlib/shared/\nlib/shared/x = 2\nreleases/\n"
            "releases/1/\nreleases/1/r = 1\nreleases/2/\nreleases/2/r = 3\n");
}

TEST_P(OutputFolders, TakeOverAReleaseOfMix) {
  folder_.write("app/bin/app", "mix");
  folder_.write("app/lib/gone-1/x", "mix");
  publish("1", {{"bin/app", "slipway"}});
  EXPECT_EQ(published(),
            "bin/\nbin/app = slipway\nlib/\nlib/gone-1/\nlib/gone-1/x = mix\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, AreLeftAsTheyWereWhereARunFails) {
  publish("1", {{"bin/app", "a"}});
  const std::string before = listing(folder_.path());
  {
    OutputFolder output(target_, "1", never);
    TreeWriter(output.staging()).write("bin/app", "half", 0644);
  }
  EXPECT_EQ(listing(folder_.path()), before);
}

TEST_P(OutputFolders, RefuseAFileOfTheUserWhereAFolderIsNeeded) {
  publish("1", {{"bin/app", "a"}});
  folder_.write("app/lib", "user");
  const std::string before = listing(folder_.path());
  EXPECT_EQ(
      error_of([&] {
        publish("1", {{"lib/a/x", "x"}});
      }),
      (target_ / "lib").string() +
          " is a file or link that Slipway did not make, and the release needs that place; move it away");
  EXPECT_EQ(listing(folder_.path()), before);
}

TEST_P(OutputFolders, RefuseALinkOfTheUserWhereAFolderIsNeeded) {
  fs::create_directories(folder_ / "other");
  publish("1", {{"bin/app", "a"}});
  fs::create_directory_symlink(folder_ / "other", target_ / "lib");
  EXPECT_NE(error_of([&] { publish("1", {{"lib/a/x", "x"}}); }), "");
  EXPECT_TRUE(fs::is_empty(folder_ / "other"));
}

TEST_P(OutputFolders, RefuseAFolderOfTheUserWhereAFileIsNeeded) {
  publish("1", {{"bin/app", "a"}});
  fs::remove(target_ / "bin/app");
  folder_.write("app/bin/app/deep/file", "user");
  const std::string before = listing(folder_.path());
  const std::string expected =
      (target_ / "bin/app").string() +
      " is a folder that Slipway did not make, and the release needs that place; move it away";
  EXPECT_EQ(error_of([&] { publish("1", {{"bin/app", "b"}}); }), expected);
  EXPECT_EQ(listing(folder_.path()), before);
  // A link to a folder is something of the user's as well.
  fs::remove_all(target_ / "bin/app/deep");
  fs::create_directory_symlink("/", target_ / "bin/app/link");
  EXPECT_EQ(error_of([&] { publish("1", {{"bin/app", "b"}}); }), expected);
}

TEST_P(OutputFolders, KeepAFolderThatTheUserPutInAFilesPlace) {
  publish("1", {{"bin/app", "a"}, {"bin/gone", "g"}});
  fs::remove(target_ / "bin/gone");
  folder_.write("app/bin/gone/file", "user");
  publish("1", {{"bin/app", "b"}});
  EXPECT_EQ(published(), "bin/\nbin/app = b\nbin/gone/\nbin/gone/file = user\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, TurnTheirOwnFilesIntoFoldersAndBack) {
  publish("1", {{"a", "file"}, {"b/x", "x"}});
  publish("1", {{"a/y", "y"}, {"b", "file"}});
  EXPECT_EQ(published(), "a/\na/y = y\nb = file\nreleases/\nreleases/1/\n");
  publish("1", {{"a", "file"}, {"b/x", "x"}});
  EXPECT_EQ(published(), "a = file\nb/\nb/x = x\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, WithABrokenManifestAreLeftAlone) {
  publish("1", {{"bin/app", "a"}});
  folder_.write("app/releases/1/slipway.manifest", "slipway manifest 1\n../../etc\n");
  const std::string before = listing(folder_.path());
  EXPECT_EQ(error_of([&] {
              publish("1", {{"bin/app", "b"}});
            }),
            (target_ / "releases/1/slipway.manifest").string() +
                ":2: expected a path inside of the release; remove this file to go on (what it lists then "
                "stays in the folder)");
  EXPECT_EQ(listing(folder_.path()), before);
  fs::remove(target_ / "releases/1/slipway.manifest");
  publish("1", {{"bin/app", "c"}});
  EXPECT_EQ(published(), "bin/\nbin/app = c\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, ClearAwayWhatAKilledRunLeft) {
  publish("1", {{"bin/app", "a"}});
  folder_.write(".app.slipway.staging/.slipway.staging", "1");
  folder_.write(".app.slipway.staging/bin/app", "half");
  folder_.write(".app.slipway.trash/lib/x", "old");
  publish("1", {{"bin/app", "b"}});
  EXPECT_EQ(published(), "bin/\nbin/app = b\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, FinishAMoveThatWasInterrupted) {
  publish("1", {{"bin/app", "a"}, {"lib/old/x", "x"}, {"lib/keep/x", "x"}});
  folder_.write("app/var/data", "data");
  folder_.write("app/lib/old/user", "u");
  publish("0", {{"bin/app", "a"}, {"releases/0/r", "0"}});
  // As after the exchange: the old tree, without the mark, in the staging folder, and the new one in place.
  fs::rename(target_, folder_ / ".app.slipway.staging");
  folder_.write("app/.slipway.staging", "1");
  folder_.write("app/bin/app", "new");
  folder_.write("app/lib/keep/x", "new");
  folder_.write("app/releases/1/slipway.manifest",
                write_manifest({"bin/app", "lib/keep/x", "releases/1/slipway.manifest"}));
  { const OutputFolder output(target_, "1", never); }
  EXPECT_EQ(published(),
            "bin/\nbin/app = new\nlib/\nlib/keep/\nlib/keep/x = new\nlib/old/\nlib/old/user = u\nreleases/\n"
            "releases/0/\nreleases/0/r = 0\nreleases/1/\nvar/\nvar/data = data\n");
  EXPECT_TRUE(fs::exists(target_ / "releases/0/slipway.manifest"));
}

TEST_P(OutputFolders, KeepBothWhereAnotherFileWasMadeBeforeTheMoveWasFinished) {
  publish("1", {{"bin/app", "a"}});
  folder_.write("app/data/db", "all rows");
  folder_.write("app/log", "old");
  folder_.write("app/place", "file");
  // As after the exchange, and then the new release was started.
  fs::rename(target_, folder_ / ".app.slipway.staging");
  folder_.write("app/.slipway.staging", "1");
  folder_.write("app/bin/app", "new");
  folder_.write("app/releases/1/slipway.manifest",
                write_manifest({"bin/app", "releases/1/slipway.manifest"}));
  folder_.write("app/data/db", "no rows");
  folder_.write("app/log/1", "new");
  folder_.write("app/log.before-release", "taken");
  folder_.write("app/place/x", "folder");
  const OutputFolder output(target_, "1", never);
  EXPECT_EQ(output.kept_aside(), (std::vector<std::string>{(target_ / "data/db.before-release").string(),
                                                           (target_ / "log.before-release.2").string(),
                                                           (target_ / "place.before-release").string()}));
  EXPECT_EQ(listing(target_, kManifestName),
            "bin/\nbin/app = new\ndata/\ndata/db = no rows\ndata/db.before-release = all rows\n"
            "log.before-release = taken\nlog.before-release.2 = old\nlog/\nlog/1 = new\n"
            "place.before-release = file\nplace/\nplace/x = folder\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, AreAsBeforeWhereTheNewOneWasTakenAwayBeforeTheMoveWasFinished) {
  publish("1", {{"bin/app", "a"}});
  folder_.write("app/data/db", "rows");
  fs::rename(target_, folder_ / ".app.slipway.staging");
  { const OutputFolder output(target_, "1", never); }
  EXPECT_EQ(published(), "bin/\nbin/app = a\ndata/\ndata/db = rows\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, LoseWhatAnInterruptedReplacementOfTheManifestLeft) {
  publish("1", {{"bin/app", "a"}});
  folder_.write("app/releases/1/slipway.manifest.new", "half");
  publish("1", {{"bin/app", "b"}});
  EXPECT_EQ(published(), "bin/\nbin/app = b\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, LoseWhatARunThatWroteInPlaceLeft) {
  publish("1", {{"bin/app", "a"}});
  folder_.write("app/.slipway.lock", "");
  folder_.write("app/.slipway.staging/bin/app", "half");
  folder_.write("app/.slipway.trash/bin/app", "old");
  publish("1", {{"bin/app", "b"}});
  EXPECT_EQ(published(), "bin/\nbin/app = b\nreleases/\nreleases/1/\n");
}

TEST_P(OutputFolders, LoseNothingOfAnOldTreeWhoseVersionIsUnknown) {
  folder_.write(".app.slipway.staging/lib/x", "x");
  folder_.write("app/bin/app", "new");
  { const OutputFolder output(target_, "1", never); }
  EXPECT_EQ(published(), "bin/\nbin/app = new\nlib/\nlib/x = x\n");
}

TEST_P(OutputFolders, AreWrittenByOneRunAtATime) {
  publish("1", {{"bin/app", "a"}});
  auto first = std::make_unique<OutputFolder>(target_, "1", never);
  bool waited = false;
  std::thread second([&] {
    const OutputFolder output(target_, "1", [&] {
      waited = true;
      first.reset();  // let it go on
    });
    EXPECT_TRUE(fs::exists(output.staging()));
  });
  second.join();
  EXPECT_TRUE(waited);
}

TEST_P(OutputFolders, ReachedThroughALinkAreTheOnesThatItLeadsTo) {
  publish("1", {{"bin/app", "a"}});
  fs::create_directory_symlink("app", folder_ / "other");
  target_ = folder_ / "other";
  publish("1", {{"bin/app", "b"}});
  EXPECT_TRUE(fs::is_symlink(folder_ / "other"));
  EXPECT_EQ(read_file(folder_ / "app/bin/app"), "b");
}

TEST_P(OutputFolders, CannotBeFiles) {
  folder_.write("app", "file");
  EXPECT_EQ(error_of([&] { publish("1", {}); }), target_.string() + " is a file; a release needs a folder");
}

INSTANTIATE_TEST_SUITE_P(Both, OutputFolders,
                         testing::Values(OutputFolder::OldTree::kGoes, OutputFolder::OldTree::kStaysAsSpare),
                         [](const auto& test) {
                           return test.param == OutputFolder::OldTree::kGoes ? "WithoutSpare" : "WithSpare";
                         });

}  // namespace
}  // namespace slipway

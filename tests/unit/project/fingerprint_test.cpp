#include "project/fingerprint.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "corpus_support.hpp"
#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::project {
namespace {

namespace fs = std::filesystem;

constexpr HostileFile kHostile[] = {
    {"empty", ": at byte 0: expected 8 bytes of a hash, found 0"},
    {"hash_cut", ": at byte 0: expected 8 bytes of a hash, found 3"},
    {"kind_unknown", ": at byte 19: there is no kind 5"},
    {"more_behind", ": at byte 12: expected the end"},
    {"observations_4_billion", ": at byte 12: expected at most 0 observations, found 4294967295"},
    {"path_longer_than_the_file", ": at byte 16: expected 256 bytes of a path, found 60"},
};

TEST(Fingerprints, ThatAreDamagedAreRefusedWithTheirReason) {
  expect_corpus("fingerprint", kHostile, [](auto bytes, auto source) { read_fingerprint(bytes, source); });
}

TEST(Fingerprints, ThatAreCutShortAreRefused) {
  expect_refused_when_cut(corpus_file("fingerprint/good_all_kinds.fingerprint"),
                          [](auto bytes, auto source) { read_fingerprint(bytes, source); });
}

TEST(Fingerprints, ComeBack) {
  const std::string bytes = corpus_file("fingerprint/good_all_kinds.fingerprint");
  EXPECT_EQ(write_fingerprint(read_fingerprint(bytes, "fingerprint")), bytes);
}

class FingerprintTest : public testing::Test {
 protected:
  FingerprintTest() {
    folder_.write("project/lib/a.ex", "1");
    folder_.write("project/lib/b.ex", "1");
    folder_.write("elsewhere/file", "1");
    fs::create_symlink("../elsewhere", folder_ / "project/link");
    wait_for_file_clock();
  }

  // What a run sees that begins now and looks at this, and ends well.
  Fingerprint look(const std::function<void(FingerprintBuilder&)>& at) const {
    FingerprintBuilder inputs(file_clock());
    at(inputs);
    const Fingerprint fingerprint = inputs.finish();
    EXPECT_TRUE(still_holds(fingerprint));
    wait_for_file_clock();
    return fingerprint;
  }
  fs::path project() const { return folder_ / "project"; }
  void write(const fs::path& file, std::string_view content) const { std::ofstream(file) << content; }

  TemporaryFolder folder_;
};

TEST_F(FingerprintTest, HoldsUntilAFileChanges) {
  const Fingerprint seen = look([&](auto& inputs) { inputs.add_read(project() / "lib/a.ex"); });
  folder_.write("project/lib/b.ex", "2");
  EXPECT_TRUE(still_holds(seen));
  const fs::file_time_type time = fs::last_write_time(project() / "lib/a.ex");
  write(project() / "lib/a.ex", "2");
  fs::last_write_time(project() / "lib/a.ex", time);  // same size, same time
  EXPECT_FALSE(still_holds(seen));
}

TEST_F(FingerprintTest, HoldsUntilAFileComesThatWasLookedFor) {
  const Fingerprint seen = look([&](auto& inputs) { inputs.add_read(project() / "config/runtime.exs"); });
  folder_.write("project/other", "");
  EXPECT_TRUE(still_holds(seen));
  folder_.write("project/config/runtime.exs", "");
  EXPECT_FALSE(still_holds(seen));
}

TEST_F(FingerprintTest, HoldsUntilANameComesOrGoesInAFolderThatWasListed) {
  const Fingerprint seen = look([&](auto& inputs) { inputs.add_listed(project() / "lib"); });
  write(project() / "lib/a.ex", "changed");
  EXPECT_TRUE(still_holds(seen));
  folder_.write("project/lib/c.ex", "");
  EXPECT_FALSE(still_holds(seen));
  fs::remove(project() / "lib/c.ex");
  EXPECT_TRUE(still_holds(seen)) << "the names are those that were listed, whatever the time of the folder";
  fs::rename(project() / "lib/a.ex", project() / "lib/z.ex");
  EXPECT_FALSE(still_holds(seen));
}

TEST_F(FingerprintTest, DoesNotMindWhatHappensInAFolderThatWasOnlyLookedAt) {
  const Fingerprint seen = look([&](auto& inputs) { inputs.add_read(project()); });
  folder_.write("project/new", "");
  EXPECT_TRUE(still_holds(seen));
  fs::rename(project(), folder_ / "old");
  fs::create_directory(project());
  EXPECT_FALSE(still_holds(seen));
}

TEST_F(FingerprintTest, HoldsUntilALinkLeadsElsewhere) {
  const Fingerprint seen = look([&](auto& inputs) { inputs.add_read(project() / "link/file"); });
  folder_.write("third/file", "1");
  fs::remove(project() / "link");
  fs::create_symlink("../third", project() / "link");
  EXPECT_FALSE(still_holds(seen));
}

TEST_F(FingerprintTest, SeesALinkThatWasLaidInAFilesPlace) {
  const Fingerprint seen = look([&](auto& inputs) { inputs.add_read(project() / "lib/a.ex"); });
  fs::rename(project() / "lib/a.ex", folder_ / "a.ex");
  fs::create_symlink(folder_ / "a.ex", project() / "lib/a.ex");
  EXPECT_FALSE(still_holds(seen));
}

TEST_F(FingerprintTest, HoldsForATreeUntilAnythingInItChanges) {
  fs::create_directory_symlink("..", folder_ / "elsewhere/up");  // a circle ends
  wait_for_file_clock();
  const Fingerprint seen = look([&](auto& inputs) { inputs.add_tree(project()); });
  EXPECT_TRUE(still_holds(seen));
  write(folder_ / "elsewhere/file", "2");
  EXPECT_FALSE(still_holds(seen));
}

TEST_F(FingerprintTest, IsNotTakenWhereAFileWasChangedMeanwhile) {
  FingerprintBuilder inputs(file_clock());
  inputs.add_read(project() / "lib/a.ex");
  wait_for_file_clock();
  write(project() / "lib/a.ex", "2");
  EXPECT_EQ(error_of([&] { inputs.finish(); }),
            (project() / "lib/a.ex").string() + " was changed while the release was made");
  inputs.add_written(project() / "./lib/a.ex");
  EXPECT_EQ(error_of([&] { inputs.finish(); }), "");
}

TEST_F(FingerprintTest, IsNotTakenWhereAFileMayHaveBeenRemovedMeanwhile) {
  FingerprintBuilder inputs(file_clock());
  inputs.add_read(project() / "lib/a.ex");
  wait_for_file_clock();
  fs::remove(project() / "lib/a.ex");
  EXPECT_EQ(error_of([&] { inputs.finish(); }),
            (project() / "lib").string() + " was changed while the release was made");
}

TEST_F(FingerprintTest, IsNotTakenWhereAFolderWasChangedAfterItWasListed) {
  FingerprintBuilder inputs(file_clock());
  inputs.add_listed(project() / "lib");
  wait_for_file_clock();
  folder_.write("project/lib/c.ex", "");
  EXPECT_NE(error_of([&] { inputs.finish(); }), "");
  inputs.add_written(project() / "lib/c.ex");
  EXPECT_EQ(error_of([&] { inputs.finish(); }), "");
}

TEST_F(FingerprintTest, IsNotTakenOfWhatGivesSomethingElseEachTime) {
  const auto reason = [](const fs::path& path) {
    FingerprintBuilder inputs(file_clock());
    inputs.add_read(path);
    return error_of([&] { inputs.finish(); });
  };
  EXPECT_EQ(reason("/proc/uptime"), "/proc/uptime was looked at");
  EXPECT_EQ(reason("/dev/urandom"), "/dev/urandom was looked at");
  ASSERT_EQ(::mkfifo((project() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(reason(project() / "pipe"), (project() / "pipe").string() + " is no regular file");
}

TEST(Surroundings, AreTheEnvironmentWithoutWhatDiffersFromCommandToCommand) {
  const std::uint64_t before = hash_of_surroundings();
  ::setenv("SLIPWAY_TEST", "1", 1);
  EXPECT_NE(hash_of_surroundings(), before);
  ::unsetenv("SLIPWAY_TEST");
  EXPECT_EQ(hash_of_surroundings(), before);
  ::setenv("SHLVL", "77", 1);
  ::setenv("OLDPWD", "/somewhere", 1);
  EXPECT_EQ(hash_of_surroundings(), before);
}

TEST(Surroundings, AreTheUmaskToo) {
  const mode_t mask = ::umask(022);
  const std::uint64_t before = hash_of_surroundings();
  ::umask(077);
  EXPECT_NE(hash_of_surroundings(), before);
  ::umask(mask);
}

}  // namespace
}  // namespace slipway::project

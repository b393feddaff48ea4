#include "assets/digest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>
#include <set>

#include "assets/cache_manifest.hpp"
#include "base/files.hpp"
#include "error_support.hpp"
#include "support/inflate.hpp"
#include "support/json_reader.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::assets {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Path and content; of a compressed file, what was compressed.
using Files = std::map<std::string, std::string>;

constexpr const char* kCases = SLIPWAY_SOURCE_DIR "/tests/unit/assets/digester_cases.json";

Files files_below(const fs::path& folder) {
  Files files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path() == folder / "cache_manifest.json") continue;
    const std::string name = entry.path().lexically_relative(folder).string();
    const std::string content = read_file(entry.path().string());
    const bool is_compressed = name.ends_with(".gz") && content.starts_with("\x1f\x8b");
    files[name] = is_compressed ? "gzip: " + inflate_gzip(content, name, std::size_t{1} << 20) : content;
  }
  return files;
}

Files files_of(const JsonPlace& object) {
  Files files;
  object.each_member([&](const std::string& name, const JsonPlace& content) {
    const bool is_compressed = content.value().as<Json::Object>() != nullptr;
    files[name] = is_compressed ? "gzip: " + content.at("gzip").text() : content.text();
  });
  return files;
}

CacheManifest without_times(CacheManifest manifest) {
  for (auto& [path, entry] : manifest.digests) entry.mtime = 0;
  return manifest;
}

CacheManifest manifest_of(const JsonPlace& manifest) {
  CacheManifest result;
  manifest.at("latest").each_member(
      [&](const std::string& name, const JsonPlace& digested) { result.latest[name] = digested.text(); });
  manifest.at("digests").each_member([&](const std::string& path, const JsonPlace& entry) {
    const auto sha512 = entry.find("sha512");
    result.digests[path] = {.logical_path = entry.at("logical_path").text(),
                            .mtime = 0,
                            .size = entry.at("size").integer(),
                            .digest = entry.at("digest").text(),
                            .sha512 = sha512 ? sha512->text() : ""};
  });
  return result;
}

void check_case(const JsonPlace& example) {
  SCOPED_TRACE(example.at("name").text());
  TemporaryFolder folder;
  fs::create_directory(folder / "static");
  const auto write = [&](const JsonPlace& files) {
    for (const auto& [name, content] : files_of(files)) folder.write("static/" + name, content);
  };
  const std::string output = example.at("output").text();
  const DigestWish wish{.input = folder / "static",
                        .output = folder / (output.empty() ? "static" : output),
                        .with_vsn = example.at("vsn").boolean()};
  write(example.at("input"));
  digest(wish);
  if (const auto twice = example.find("twice")) {
    write(*twice);
    digest(wish);
  }
  EXPECT_EQ(files_below(wish.output), files_of(example.at("files")));
  EXPECT_EQ(without_times(read_cache_manifest(wish.output)), manifest_of(example.at("manifest")));
}

TEST(Digesting, MakesWhatPhoenixMakes) {
  const std::string text = read_file(kCases);
  const Json document = read_json(text, kCases);
  std::size_t count = 0;
  JsonPlace(document, kCases).each_element([&](const JsonPlace& example) {
    check_case(example);
    ++count;
  });
  EXPECT_GE(count, 30u);
}

class DigestedFolder : public testing::Test {
 protected:
  DigestedFolder() {
    folder_.write("static/app.css", "a{background:url(a.png)}");
    folder_.write("static/a.png", "a");
    folder_.write("static/sub/b.txt", "b");
  }

  Digested run(std::int64_t time = 1000, std::int64_t now = 2000) const {
    return digest({.input = folder_ / "static", .output = folder_ / "static", .time = time, .now = now});
  }
  CacheManifest manifest() const { return read_cache_manifest(folder_ / "static"); }

  TemporaryFolder folder_;
};

std::map<std::string, std::pair<ino_t, time_t>> identities(const fs::path& folder) {
  std::map<std::string, std::pair<ino_t, time_t>> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    struct stat status = {};
    ::stat(entry.path().c_str(), &status);
    found[entry.path().string()] = {status.st_ino, status.st_mtime};
  }
  return found;
}

TEST_F(DigestedFolder, IsLeftAloneWhereNothingChanged) {
  EXPECT_EQ(run().written, 8u);
  const auto before = identities(folder_ / "static");
  EXPECT_EQ(run(3000, 4000).written, 0u);
  EXPECT_EQ(identities(folder_ / "static"), before);
}

TEST_F(DigestedFolder, IsRepairedWhereAFileIsDamaged) {
  run();
  const std::string digested = manifest().latest.at("app.css");
  const std::string before = read_file((folder_ / "static" / digested).string());
  folder_.write("static/" + digested, "other");
  folder_.write("static/app.css.gz", "other");
  fs::remove(folder_ / "static/sub/b.txt.gz");
  EXPECT_EQ(run().written, 3u);
  EXPECT_EQ(read_file((folder_ / "static" / digested).string()), before);
}

TEST_F(DigestedFolder, DatesVersionsByTheTimeOfTheirReplacement) {
  run(1000, 2000);
  const std::string first = manifest().latest.at("a.png");
  EXPECT_EQ(manifest().digests.at(first).mtime, 1000 + kGregorianEpoch);
  folder_.write("static/a.png", "changed");
  run(3000, 4000);
  const std::string second = manifest().latest.at("a.png");
  EXPECT_EQ(manifest().digests.at(first).mtime, 4000 + kGregorianEpoch);
  EXPECT_EQ(manifest().digests.at(second).mtime, 3000 + kGregorianEpoch);
  run(5000, 6000);
  EXPECT_EQ(manifest().digests.at(first).mtime, 4000 + kGregorianEpoch) << "it was replaced before";
}

TEST_F(DigestedFolder, HasTheSameBytesWhateverTheUmask) {
  run();
  const Files before = files_below(folder_ / "static");
  TemporaryFolder other;
  fs::copy(folder_.path(), other.path(), fs::copy_options::recursive);
  const mode_t umask = ::umask(077);
  digest({.input = other / "static", .output = other / "out", .time = 1000});
  ::umask(umask);
  const std::string digested = manifest().latest.at("app.css");
  EXPECT_EQ(read_file((other / "out" / digested).string()), before.at(digested));
  EXPECT_EQ(fs::status(other / "out" / digested).permissions(), fs::perms(0644));
  EXPECT_EQ(read_file((other / "out/app.css.gz").string()),
            read_file((folder_ / "static/app.css.gz").string()));
}

TEST_F(DigestedFolder, LosesWhatAKilledRunLeft) {
  folder_.write("static/sub/.slipway-assets-0123456789abcdef", "half");
  run();
  EXPECT_FALSE(fs::exists(folder_ / "static/sub/.slipway-assets-0123456789abcdef"));
}

TEST_F(DigestedFolder, FollowsLinksThatStayInIt) {
  fs::create_directory_symlink("sub", folder_ / "static/link");
  fs::create_directory_symlink("..", folder_ / "static/sub/up");
  run();
  EXPECT_TRUE(manifest().latest.contains("link/b.txt"));
  EXPECT_FALSE(manifest().latest.contains("sub/up/a.png")) << "a loop";
}

TEST_F(DigestedFolder, WritesNothingOutside) {
  folder_.write("uploads/cat.png", "cat");
  fs::create_directory_symlink("../uploads", folder_ / "static/uploads");
  const Digested digested = run();
  EXPECT_THAT(digested.warnings, ElementsAre(HasSubstr("leads out of")));
  EXPECT_EQ(files_below(folder_ / "uploads"), (Files{{"cat.png", "cat"}}));
  // Nor through a link that stands in another output folder.
  fs::create_directories(folder_ / "out");
  fs::create_directory_symlink("../uploads", folder_ / "out/sub");
  EXPECT_THAT(error_of([&] { digest({.input = folder_ / "static", .output = folder_ / "out"}); }),
              HasSubstr("nothing is written there"));
  EXPECT_EQ(files_below(folder_ / "uploads"), (Files{{"cat.png", "cat"}}));
}

TEST_F(DigestedFolder, TakesInWhatALinkLeadsToWhereItIsWrittenElsewhere) {
  folder_.write("uploads/cat.png", "cat");
  fs::create_directory_symlink("../uploads", folder_ / "static/uploads");
  const Digested digested = digest({.input = folder_ / "static", .output = folder_ / "out"});
  EXPECT_THAT(digested.warnings, IsEmpty());
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(folder_ / "out/uploads")));
  const std::string name = read_cache_manifest(folder_ / "out").latest.at("uploads/cat.png");
  EXPECT_EQ(read_file((folder_ / "out" / name).string()), "cat");
  EXPECT_EQ(files_below(folder_ / "uploads"), (Files{{"cat.png", "cat"}}));
}

TEST_F(DigestedFolder, NamesAMapOfAMapBeforeThatOneIsRenamed) {
  folder_.write("static/x.js", "x");
  folder_.write("static/x.js.map", "{}");
  folder_.write("static/x.js.map.map", "{}");
  run();
  EXPECT_EQ(manifest().latest.at("x.js.map"), manifest().latest.at("x.js") + ".map");
  // The MD5 of "{}".
  EXPECT_EQ(manifest().latest.at("x.js.map.map"), "x.js-99914b932bd37a50b983c5e7c90ae93b.map.map");
}

TEST_F(DigestedFolder, MakesNoFolderOutside) {
  folder_.write("static/sub/deep/a.txt", "a");
  fs::remove(folder_ / "static/sub/b.txt");
  fs::create_directories(folder_ / "out");
  fs::create_directories(folder_ / "outside");
  fs::create_directory_symlink("../outside", folder_ / "out/sub");
  EXPECT_THAT(error_of([&] { digest({.input = folder_ / "static", .output = folder_ / "out"}); }),
              HasSubstr("nothing is written there"));
  EXPECT_TRUE(fs::is_empty(folder_ / "outside"));
}

TEST_F(DigestedFolder, RefusesNamesThatAreNoText) {
  folder_.write("static/a\xff.png", "a");
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("is not UTF-8"));
  EXPECT_FALSE(fs::exists(folder_ / "static/cache_manifest.json"));
}

TEST_F(DigestedFolder, IsMadeInLinearTime) {
  // Each "url(" would be looked at up to the end: 10^11 steps.
  std::string text;
  while (text.size() < (std::size_t{1} << 20)) text += "url(";
  folder_.write("static/app.css", text);
  run();
  EXPECT_EQ(read_file((folder_ / "static" / manifest().latest.at("app.css")).string()), text);
}

TEST_F(DigestedFolder, RefusesWhatCannotBeServed) {
  fs::create_symlink("nowhere", folder_ / "static/broken.png");
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("broken.png is a link that leads nowhere"));
  fs::remove(folder_ / "static/broken.png");
  ASSERT_EQ(::mkfifo((folder_ / "static/pipe").c_str(), 0600), 0);
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("pipe is neither a file nor a folder"));
}

TEST_F(DigestedFolder, KeepsAManifestThatCannotBeRead) {
  folder_.write("static/cache_manifest.json", "{");
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("remove it, and digest anew"));
  EXPECT_EQ(read_file((folder_ / "static/cache_manifest.json").string()), "{");
}

}  // namespace
}  // namespace slipway::assets

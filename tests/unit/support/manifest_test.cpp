#include "support/manifest.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/error.hpp"
#include "corpus_support.hpp"

namespace slipway {
namespace {

constexpr HostileFile kHostile[] = {
    {"absolute", ":2: expected a path inside of the release"},
    {"binary", ":1: expected \"slipway manifest 1\""},
    {"carriage_returns_in_the_header", ":1: expected \"slipway manifest 1\""},
    {"cut_short", ":3: the last line is cut short"},
    {"dot", ":2: expected a path inside of the release"},
    {"double_slash", ":2: expected a path inside of the release"},
    {"empty", ":0: the file is empty"},
    {"empty_line", ":2: expected a path inside of the release"},
    {"header_cut_short", ":1: the last line is cut short"},
    {"header_with_a_blank", ":1: expected \"slipway manifest 1\""},
    {"later_version_of_ten", ":1: expected \"slipway manifest 1\""},
    {"lone_backslash", ":2: expected \\n or \\\\ behind a backslash"},
    {"no_header", ":1: expected \"slipway manifest 1\""},
    {"not_sorted", ":3: the paths are not in order"},
    {"nul", ":2: expected a path inside of the release"},
    {"other_header", ":1: expected \"slipway manifest 1\""},
    {"parent", ":2: expected a path inside of the release"},
    {"parent_at_the_end", ":2: expected a path inside of the release"},
    {"parent_behind_an_escape", ":2: expected a path inside of the release"},
    {"parent_first", ":2: expected a path inside of the release"},
    {"root", ":2: expected a path inside of the release"},
    {"slash_at_end", ":2: expected a path inside of the release"},
    {"twice", ":3: the paths are not in order"},
    {"unknown_escape", ":2: expected \\n or \\\\ behind a backslash"},
};

TEST(Manifests, HostileFilesAreRefusedWithTheirReason) {
  expect_corpus("manifest", kHostile, [](auto text, auto source) {
    constexpr std::string_view kAdvice =
        "; remove this file to go on (what it lists then stays in the folder)";
    try {
      read_manifest(text, source);
    } catch (const Error& error) {
      EXPECT_TRUE(error.message().ends_with(kAdvice)) << error.message();
      throw Error(error.message().substr(0, error.message().size() - kAdvice.size()));
    }
  });
}

TEST(Manifests, HoldPathsOfAllKinds) {
  const std::string text = corpus_file("manifest/good_paths.manifest");
  const std::vector<std::string> paths = read_manifest(text, "file");
  EXPECT_EQ(paths, (std::vector<std::string>{"bin/demo", "lib/a\nb", "lib/a\\b", "lib/\xFC",
                                             "releases/1/demo.rel"}));
  EXPECT_EQ(write_manifest(paths), text);
}

RC_GTEST_PROP(AnyManifest, ComesBack, (std::vector<std::string> paths)) {
  for (std::string& path : paths) {
    std::replace(path.begin(), path.end(), '\0', '\n');
    std::replace(path.begin(), path.end(), '/', '\\');
    path = "d/" + path + "x";
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  RC_ASSERT((read_manifest(write_manifest(paths), "text") == paths));
}

}  // namespace
}  // namespace slipway

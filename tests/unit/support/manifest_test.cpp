#include "support/manifest.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "corpus_support.hpp"

namespace slipway {
namespace {

constexpr HostileFile kHostile[] = {
    {"absolute", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"cut_short", ":3: the last line is cut short; remove this file to go on (what it lists then stays in the folder)"},
    {"dot", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"double_slash", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"empty", ":0: the file is empty; remove this file to go on (what it lists then stays in the folder)"},
    {"empty_line", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"lone_backslash", ":2: expected \\n or \\\\ behind a backslash; remove this file to go on (what it lists then stays in the folder)"},
    {"no_header", ":1: expected \"slipway manifest 1\"; remove this file to go on (what it lists then stays in the folder)"},
    {"not_sorted", ":3: the paths are not in order; remove this file to go on (what it lists then stays in the folder)"},
    {"nul", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"other_header", ":1: expected \"slipway manifest 1\"; remove this file to go on (what it lists then stays in the folder)"},
    {"parent", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"parent_first", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"slash_at_end", ":2: expected a path inside of the release; remove this file to go on (what it lists then stays in the folder)"},
    {"twice", ":3: the paths are not in order; remove this file to go on (what it lists then stays in the folder)"},
    {"unknown_escape", ":2: expected \\n or \\\\ behind a backslash; remove this file to go on (what it lists then stays in the folder)"},
};

TEST(Manifests, HostileFilesAreRefusedWithTheirReason) {
  expect_corpus("manifest", kHostile, [](auto text, auto source) { read_manifest(text, source); });
}

TEST(Manifests, HoldPathsOfAllKinds) {
  const std::string text = corpus_file("manifest/good_paths.manifest");
  const std::vector<std::string> paths = read_manifest(text, "file");
  EXPECT_EQ(paths, (std::vector<std::string>{"bin/demo", "lib/a\\b", "lib/a\nb", "lib/\xFC",
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

#include "assets/cache_manifest.hpp"

#include <gtest/gtest.h>

#include <array>

#include "corpus_support.hpp"

namespace slipway::assets {
namespace {

constexpr std::array<HostileFile, 13> kHostile = {{
    {"empty",
     R"X(: this is no JSON (at byte 1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal))X"},
    {"latest_leads_out", R"X(: /latest/..~1app.js: "../app.js" is no path below the folder)X"},
    {"latest_to_a_number", R"X(: /latest/app.js: 1 is not a string)X"},
    {"logical_path_leads_out", R"X(: /digests/app-1.js: "a/../../b" is no path below the folder)X"},
    {"logical_path_missing", R"X(: /digests/app-1.js: the member "logical_path" is missing)X"},
    {"mtime_is_a_text", R"X(: /digests/app-1.js/mtime: "1" is not a whole number)X"},
    {"no_digests", R"X(: the member "digests" is missing)X"},
    {"no_latest", R"X(: the member "latest" is missing)X"},
    {"no_object", R"X(: an array is not an object)X"},
    {"path_from_the_root", R"X(: /latest/app.js: "/etc/passwd" is no path below the folder)X"},
    {"path_leads_out", R"X(: /latest/app.js: "../../etc/passwd" is no path below the folder)X"},
    {"path_with_nul", R"X(: /latest/app.js: "app\u0000.js" is no path below the folder)X"},
    {"size_is_a_fraction", R"X(: /digests/app-1.js/size: 1.5 is not a whole number)X"},
}};

TEST(CacheManifests, ThatAreHostileAreRefusedWithTheirReason) {
  expect_corpus("cache_manifest", kHostile,
                [](std::string_view bytes, std::string_view source) { parse_cache_manifest(bytes, source); });
}

TEST(CacheManifests, OfPhoenix13AreRead) {
  const CacheManifest manifest =
      parse_cache_manifest(corpus_file("cache_manifest/good_without_sha512.json"), "x");
  EXPECT_EQ(manifest.digests.at("app-1.js").sha512, "");
}

TEST(CacheManifests, OfAnotherVersionAreAsGoodAsNone) {
  EXPECT_EQ(parse_cache_manifest(R"({"version": 2, "latest": 1})", "x"), CacheManifest());
}

TEST(CacheManifests, AreReadAsTheyWereWritten) {
  const CacheManifest manifest = parse_cache_manifest(corpus_file("cache_manifest/good_usual.json"), "x");
  EXPECT_EQ(parse_cache_manifest(write_cache_manifest(manifest), "x"), manifest);
}

}  // namespace
}  // namespace slipway::assets

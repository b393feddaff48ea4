#include "registry/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::registry {
namespace {

using testing::HasSubstr;

Url url(const std::string& text) { return Url::parse(text, "test"); }

TEST(Url, IsReadInItsParts) {
  EXPECT_EQ(url("https://ghcr.io/v2/?a=b"),
            (Url{.is_https = true, .host = "ghcr.io", .port = 443, .target = "/v2/?a=b"}));
  EXPECT_EQ(url("HTTP://LocalHost:5000"),
            (Url{.is_https = false, .host = "localhost", .port = 5000, .target = "/"}));
  EXPECT_EQ(url("http://[::1]:5000/x").host, "[::1]");
  EXPECT_EQ(url("https://a.example?q#part").target, "/?q");
}

TEST(Url, IsWrittenWithoutThePortOfItsScheme) {
  EXPECT_EQ(url("https://a.example:443/x").text(), "https://a.example/x");
  EXPECT_EQ(url("http://a.example:443/x").origin(), "http://a.example:443");
  EXPECT_EQ(url("https://a.example:5000").authority(), "a.example:5000");
}

TEST(Url, IsRefusedWhereReadersCouldDiffer) {
  for (const char* const text :
       {"", "ftp://a.example", "a.example/x", "https://", "https://anna@a.example",
        "https://a.example\\@b.example", "https://a.example:0", "https://a.example:65536",
        "https://a.example:", "https://a example", "https://a%2eb", "https://[::1", "https://[x]",
        "https://a.example/\n", "https:///x", "https://a.example:5000:1/"}) {
    EXPECT_THAT(error_of([&] { url(text); }), HasSubstr("test: ")) << text;
  }
  EXPECT_THAT(error_of([] { url("https://a.example/" + std::string(Url::kLongestUrl, 'x')); }),
              HasSubstr("too long"));
}

// RFC 3986, section 5.4.1, of what is used here.
TEST(Url, IsResolvedFromWhereItStands) {
  const Url base = url("http://a/b/c/d;p?q");
  EXPECT_EQ(base.resolve("https://x/y", "test").text(), "https://x/y");
  EXPECT_EQ(base.resolve("//g/h", "test").text(), "http://g/h");
  EXPECT_EQ(base.resolve("/g", "test").text(), "http://a/g");
  EXPECT_EQ(base.resolve("?y", "test").text(), "http://a/b/c/d;p?y");
  EXPECT_EQ(base.resolve("g?y", "test").text(), "http://a/b/c/g?y");
  EXPECT_THAT(error_of([&] { base.resolve("javascript:x", "test"); }), HasSubstr("test: "));
}

TEST(Url, KnowsThisMachine) {
  for (const char* const text : {"http://localhost:5000", "http://127.0.0.1", "http://127.9.9.9",
                                 "http://[::1]:1", "http://a.localhost"}) {
    EXPECT_TRUE(url(text).is_loopback()) << text;
  }
  for (const char* const text : {"http://127.0.0.1.example", "http://localhost.example", "http://10.0.0.1"}) {
    EXPECT_FALSE(url(text).is_loopback()) << text;
  }
}

TEST(Url, EncodesWhatAQueryCantHold) {
  EXPECT_EQ(percent_encoded("sha256:0aF/ ~\xff"), "sha256%3A0aF%2F%20~%FF");
}

}  // namespace
}  // namespace slipway::registry

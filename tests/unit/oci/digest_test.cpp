#include "oci/digest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::oci {
namespace {

using testing::HasSubstr;

// FIPS 180-2, appendix B.1, and `printf '' | sha256sum`.
constexpr std::string_view kOfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kOfNothing =
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Digest, IsThatOfTheStandardsExample) {
  EXPECT_EQ(Digest::of("abc").text(), kOfAbc);
  EXPECT_EQ(Digest::of("").text(), kOfNothing);
}

TEST(Digest, OfPiecesIsThatOfTheWhole) {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  EXPECT_EQ(hash.finish().text(), kOfAbc);
  EXPECT_EQ(hash.finish().text(), kOfNothing) << "it begins anew";
}

TEST(Digest, IsReadFromItsText) {
  EXPECT_EQ(Digest::parse(kOfAbc, "index.json"), Digest::of("abc"));
  EXPECT_EQ(Digest::parse(kOfAbc, "index.json").hex(), kOfAbc.substr(7));
}

TEST(Digest, IsRefusedWhereItIsNone) {
  const auto parse = [](const std::string& text) { return [text] { Digest::parse(text, "index.json"); }; };
  const std::string digits(kOfAbc.substr(7));
  EXPECT_THAT(error_of(parse("sha512:" + digits)), HasSubstr("is not one of SHA-256"));
  EXPECT_THAT(error_of(parse("sha256:" + digits.substr(1))), HasSubstr("is of another length"));
  EXPECT_THAT(error_of(parse("sha256:" + digits + "0")), HasSubstr("is of another length"));
  EXPECT_THAT(error_of(parse("sha256:B" + digits.substr(1))), HasSubstr("holds another character"));
  EXPECT_THAT(error_of(parse("sha256:../" + digits.substr(3))),
              HasSubstr("index.json: the digest \"sha256:../"));
}

}  // namespace
}  // namespace slipway::oci

#include "image/base_lock.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

TEST(BaseLock, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(load_base_lock(folder.path()), BaseLock());
  BaseLock lock;
  lock.bases.emplace("docker.io/library/debian:bookworm-slim", oci::Digest::of("a"));
  lock.bases.emplace("ghcr.io/team/base:1", oci::Digest::of("b"));
  store_base_lock(folder.path(), lock);
  EXPECT_EQ(load_base_lock(folder.path()), lock);
}

TEST(BaseLock, TakesNamesAsUsersWriteThem) {
  const std::string text = "[base]\n\"debian\" = \"" + oci::Digest::of("a").text() + "\"\n";
  EXPECT_TRUE(read_base_lock(text, "slipway.lock").bases.contains("docker.io/library/debian:latest"));
}

// What a reference and a digest are is said where they are read (oci/corpus_test.cpp).
const std::string kCure = "; mend the line, or delete the file: the next build looks its bases up anew";
const std::string kDigestRule = "; a digest is \"sha256:\" and 64 hexadecimal digits in lower case" + kCure;
const std::string kReferenceRule = "; one is [REGISTRY[:PORT]/]NAME[:TAG][@DIGEST]" + kCure;
const std::string kDigits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde";

const std::string kBaseIsText = ":1: it holds a table [base], and not \"base\"" + kCure;
const std::string kDigestCut =
    ":2: the digest: the digest \"sha256:" + kDigits + "\" is of another length" + kDigestRule;
const std::string kDigestNumber = ":2: a digest is expected, not 7" + kCure;
const std::string kDigestSha512 =
    ":2: the digest: the digest \"sha512:" + std::string(93, '0') + "\" is not one of SHA-256" + kDigestRule;
const std::string kNameUpperCase =
    ":2: \"Debian\" is no reference of an image: its name must be in lower case; write \"debian\"" +
    kReferenceRule;
const std::string kNameWithEscape =
    ":2: \"deb\x1B[2Jian\" is no reference of an image: its name must be in lower case; write "
    "\"deb\x1B[2jian\"" +
    kReferenceRule;
const std::string kTwoNames = ":3: docker.io/library/debian:latest has a digest already" + kCure;
const std::string kOtherTable = ":1: it holds a table [base], and not \"bases\"" + kCure;

const HostileFile kHostile[] = {
    {"base_is_text", kBaseIsText},
    {"digest_cut", kDigestCut},
    {"digest_number", kDigestNumber},
    {"digest_sha512", kDigestSha512},
    {"merge_conflict",
     ":2: Error while parsing root table: expected keys, tables, whitespace or comments, saw '<'"},
    {"name_upper_case", kNameUpperCase},
    {"name_with_escape", kNameWithEscape},
    {"one_base_by_two_names", kTwoNames},
    {"other_table", kOtherTable},
};

TEST(BaseLock, ThatIsNoneIsRefusedWithItsLine) {
  expect_corpus("base_lock", kHostile, [](auto text, auto source) { read_base_lock(text, source); });
}

}  // namespace
}  // namespace slipway::image

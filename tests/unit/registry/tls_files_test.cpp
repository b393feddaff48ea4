#include "registry/tls_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::registry {
namespace {

using testing::HasSubstr;

TEST(TlsFiles, AreThoseOfTheRegistry) {
  const TemporaryFolder folder;
  folder.write("one/other:5000/ca.crt", "");
  folder.write("two/r.example:5000/z.crt", "");
  folder.write("two/r.example:5000/ca.crt", "");
  folder.write("two/r.example:5000/me.cert", "");
  folder.write("two/r.example:5000/me.key", "");
  const auto files =
      find_tls_files("r.example:5000", {}, {folder / "one", folder / "missing", folder / "two"});
  EXPECT_EQ(files.authorities, folder / "two/r.example:5000/ca.crt");
  EXPECT_EQ(files.certificate, folder / "two/r.example:5000/me.cert");
  EXPECT_EQ(files.key, folder / "two/r.example:5000/me.key");
  EXPECT_TRUE(find_tls_files("r.example", {}, {folder / "one", folder / "two"}).authorities.empty());
}

TEST(TlsFiles, OfTheCommandLineCountAlone) {
  const TemporaryFolder folder;
  folder.write("own/mine.crt", "");
  folder.write("usual/r.example/ca.crt", "");
  const auto files = find_tls_files("r.example", {.certificates = folder / "own"}, {folder / "usual"});
  EXPECT_EQ(files.authorities, folder / "own/mine.crt");
  EXPECT_THAT(error_of([&] { find_tls_files("r.example", {.certificates = folder / "none"}, {}); }),
              HasSubstr("--cert-dir"));
}

TEST(TlsFiles, NeedBothHalvesOfAPair) {
  const TemporaryFolder folder;
  folder.write("a/r/me.cert", "");
  folder.write("b/r/me.key", "");
  EXPECT_THAT(error_of([&] { find_tls_files("r", {}, {folder / "a"}); }),
              HasSubstr("me.key, which is not there"));
  EXPECT_THAT(error_of([&] { find_tls_files("r", {}, {folder / "b"}); }),
              HasSubstr("me.cert, which is not there"));
}

}  // namespace
}  // namespace slipway::registry

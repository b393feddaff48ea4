#include "image/symbol_versions.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

TEST(SymbolVersions, AreComparedByTheirNumbers) {
  EXPECT_EQ(newest_like("GLIBC_2.38", {"GLIBC_2.4", "GLIBC_2.36", "GLIBC_2.9", "GLIBC_PRIVATE"}),
            "GLIBC_2.36");
  EXPECT_EQ(
      newest_like("GLIBCXX_3.4.32", {"GLIBCXX_3.4", "GLIBCXX_3.4.9", "GLIBCXX_3.4.29", "CXXABI_1.3.13"}),
      "GLIBCXX_3.4.29");
}

TEST(SymbolVersions, OfAnotherFamilyDoNotCount) {
  EXPECT_EQ(newest_like("OPENSSL_3.2.0", {"GLIBC_2.4", "OPENSSL_beta"}), "");
  EXPECT_EQ(newest_like("", {}), "");
  EXPECT_EQ(newest_like("A_99999999999999999999", {"A_99999999999999999999"}), "");
}

}  // namespace
}  // namespace slipway::image

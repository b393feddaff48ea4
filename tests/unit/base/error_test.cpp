#include "base/error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "error_support.hpp"

namespace slipway {
namespace {

TEST(Errors, GetTheirContextInFront) {
  const auto inner = []() -> int { throw Error("no such thing"); };
  EXPECT_EQ(error_of([&] { with_context("outer", [&] { return with_context("inner", inner); }); }),
            "outer: inner: no such thing");
  EXPECT_EQ(with_context("context", [] { return 7; }), 7);
}

TEST(Errors, KeepTheirClassWithAContext) {
  EXPECT_THROW(with_context("context", [] { throw UsageError("wrong"); }), UsageError);
}

TEST(Errors, OfTheSystemSayWhatFailed) {
  const SystemError error(ENOENT, "open /x");
  EXPECT_EQ(error.message(), "open /x: No such file or directory");
  EXPECT_EQ(error.error_number(), ENOENT);
  EXPECT_EQ(SystemError(12345, "do").message(), "do: error 12345");
}

}  // namespace
}  // namespace slipway

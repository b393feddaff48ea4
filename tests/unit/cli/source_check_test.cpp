#include "cli/source_check.hpp"

#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::cli {
namespace {

using project::CheckFinding;

CheckFinding warning(std::size_t line) {
  return {.rule = "compile_time_read", .path = "lib/a.ex", .line = line};
}

TEST(SourceCheck, NamesTheFirstWarningsInALine) {
  const CheckFinding note = {.severity = CheckFinding::Severity::kNote, .rule = "releases_exs"};
  EXPECT_EQ(warnings_in_a_line({note}), "");
  EXPECT_EQ(
      warnings_in_a_line({note, warning(3)}),
      "the sources have 1 place that may go wrong in a release: lib/a.ex:3 (compile_time_read); `slipway "
      "check` says why, and what to write");
  EXPECT_EQ(
      warnings_in_a_line({warning(1), warning(2), warning(3), warning(4), warning(5), warning(6)}),
      "the sources have 6 places that may go wrong in a release: lib/a.ex:1 (compile_time_read), "
      "lib/a.ex:2 (compile_time_read), lib/a.ex:3 (compile_time_read), lib/a.ex:4 (compile_time_read) and "
      "2 more; `slipway check` says why, and what to write");
}

TEST(SourceCheck, IsAnErrorWhereItIsStrict) {
  EXPECT_NO_THROW(require_clean("3 places", SourceCheck::kTell));
  EXPECT_NO_THROW(require_clean("", SourceCheck::kStrict));
  EXPECT_EQ(error_of([] { require_clean("3 places", SourceCheck::kStrict); }),
            "3 places; without --strict it is a warning");
}

}  // namespace
}  // namespace slipway::cli

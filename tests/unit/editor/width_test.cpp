#include "editor/width.hpp"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <random>

#include "erl/utf8.hpp"

namespace slipway::editor {
namespace {

std::string utf8(std::initializer_list<char32_t> code_points) {
  std::string text;
  for (const char32_t code_point : code_points) erl::append_utf8(text, code_point);
  return text;
}

bool is_jamo_that_is_drawn_into_another(const utf8proc_property_t& property) {
  return property.boundclass == UTF8PROC_BOUNDCLASS_V || property.boundclass == UTF8PROC_BOUNDCLASS_T;
}

TEST(Width, IsThatOfUtf8procForEveryAssignedCodePoint) {
  std::size_t compared = 0;
  for (char32_t code_point = 0; code_point <= erl::kLargestCodePoint; ++code_point) {
    const auto number = static_cast<utf8proc_int32_t>(code_point);
    const utf8proc_property_t& property = *utf8proc_get_property(number);
    // utf8proc gives none to what has no meaning yet, or a private one; terminals give a cell.
    const bool is_unknown = property.category == UTF8PROC_CATEGORY_CN ||
                            property.category == UTF8PROC_CATEGORY_CS ||
                            property.category == UTF8PROC_CATEGORY_CO;
    if (is_unknown) {
      EXPECT_GE(width_of(code_point), 1) << number;
      continue;
    }
    const int wanted = is_jamo_that_is_drawn_into_another(property) ? 0 : utf8proc_charwidth(number);
    ASSERT_EQ(width_of(code_point), wanted) << "U+" << std::hex << number;
    ++compared;
  }
  EXPECT_GT(compared, 140000u);
}

TEST(Width, OfTextIsTheSum) {
  EXPECT_EQ(width_of(std::string_view("abc")), 3);
  EXPECT_EQ(width_of(std::string_view("\xE4\xB8\xAD\xE6\x96\x87")), 4);
  EXPECT_EQ(width_of(std::string_view("e\xCC\x81")), 1);
  EXPECT_EQ(width_of(std::string_view("")), 0);
}

/// Where utf8proc ends the characters of a text, the start of it included.
std::vector<std::size_t> ends_of_utf8proc(std::string_view text) {
  std::vector<std::size_t> ends = {0};
  utf8proc_int32_t state = 0;
  utf8proc_int32_t before = -1;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t position = text.size() - rest.size();
    const auto next = static_cast<utf8proc_int32_t>(*erl::take_utf8(rest));
    if (before >= 0 && utf8proc_grapheme_break_stateful(before, next, &state)) ends.push_back(position);
    before = next;
  }
  ends.push_back(text.size());
  return ends;
}

TEST(Clusters, EndWhereUtf8procEndsThem) {
  const std::vector<std::string> pieces = {
      "a",
      " ",
      utf8({U'e', 0x301, 0x323}),
      utf8({0x4E2D}),
      utf8({0x1100, 0x1161, 0x11A8}),  // Hangul in parts
      utf8({0x1F44D, 0x1F3FD}),        // a thumb with skin
      utf8({0x1F469, 0x200D, 0x1F467, 0x200D, 0x1F466}),
      utf8({0x2764, 0xFE0F, 0x200D, 0x1F525}),  // a burning heart
      utf8({0x1F1E9, 0x1F1EA}),                 // flags
      utf8({0x1F1E9}),
      utf8({U'1', 0xFE0F, 0x20E3}),
      utf8({0x0915, 0x093F}),  // Devanagari with a spacing mark
  };
  std::mt19937 random(7);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (int i = 0; i < 6; ++i) text += pieces[random() % pieces.size()];
    const std::vector<std::size_t> wanted = ends_of_utf8proc(text);
    std::vector<std::size_t> forward = {0};
    while (forward.back() < text.size()) forward.push_back(next_cluster(text, forward.back()));
    ASSERT_EQ(forward, wanted) << testing::PrintToString(text);
    std::vector<std::size_t> backward = {text.size()};
    while (backward.back() > 0) backward.push_back(previous_cluster(text, backward.back()));
    ASSERT_EQ(backward, std::vector<std::size_t>(wanted.rbegin(), wanted.rend()))
        << testing::PrintToString(text);
  }
}

TEST(Clusters, OfBytesThatAreNoUtf8AreSingle) {
  const std::string text = "a\xFF\xC3" + utf8({0x301});
  EXPECT_EQ(next_cluster(text, 0), 1u);
  EXPECT_EQ(next_cluster(text, 1), 2u);
  EXPECT_EQ(previous_cluster(text, 2), 1u);
  EXPECT_EQ(next_cluster(text, text.size()), text.size());
  EXPECT_EQ(previous_cluster(text, 0), 0u);
}

}  // namespace
}  // namespace slipway::editor

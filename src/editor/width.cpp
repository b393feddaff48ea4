#include "editor/width.hpp"

#include <algorithm>

#include "editor/width_table.hpp"
#include "erl/utf8.hpp"

namespace slipway::editor {
namespace {

constexpr char32_t kZeroWidthJoiner = 0x200D;

struct Kind {
  int cells;
  bool joins;
};

Kind kind_of(char32_t code_point) {
  const std::uint32_t key = static_cast<std::uint32_t>(code_point) << 3 | 7;
  const auto* run = std::upper_bound(kWidthRuns.begin(), kWidthRuns.end(), key) - 1;
  return {static_cast<int>(*run & 3), (*run & 4) != 0};
}

bool is_regional_indicator(char32_t code_point) { return code_point >= 0x1F1E6 && code_point <= 0x1F1FF; }

/// Roughly Extended_Pictographic: what a zero-width joiner ties to the emoji before it.
bool is_pictographic(char32_t code_point) {
  return (code_point >= 0x2190 && code_point < 0x2C00) || (code_point >= 0x1F000 && code_point < 0x1FB00);
}

/// The code point that begins at `position`, which moves behind it; a byte that is none counts as itself.
char32_t take(std::string_view utf8, std::size_t& position) {
  std::string_view rest = utf8.substr(position);
  const std::optional<char32_t> code_point = erl::take_utf8(rest);
  if (!code_point) return static_cast<unsigned char>(utf8[position++]);
  position = utf8.size() - rest.size();
  return *code_point;
}

/// Where the code point that ends at `position` begins.
std::size_t step_back(std::string_view utf8, std::size_t position) {
  std::size_t start = position - 1;
  const std::size_t limit = position > 4 ? position - 4 : 0;
  while (start > limit && (static_cast<unsigned char>(utf8[start]) & 0xC0) == 0x80) --start;
  std::size_t end = start;
  take(utf8, end);
  return end == position ? start : position - 1;
}

}  // namespace

int width_of(char32_t code_point) { return kind_of(code_point).cells; }

bool joins_the_one_before(char32_t code_point) { return kind_of(code_point).joins; }

int width_of(std::string_view utf8) {
  int width = 0;
  for (std::size_t position = 0; position < utf8.size();) width += width_of(take(utf8, position));
  return width;
}

std::size_t next_cluster(std::string_view utf8, std::size_t position) {
  if (position >= utf8.size()) return utf8.size();
  char32_t last = take(utf8, position);
  bool is_half_flag = is_regional_indicator(last);
  // Nothing joins a control character.
  if (last < 0x20) return position;
  while (position < utf8.size()) {
    std::size_t end = position;
    const char32_t next = take(utf8, end);
    const bool completes_flag = is_half_flag && is_regional_indicator(next);
    const bool is_tied = last == kZeroWidthJoiner && is_pictographic(next);
    if (!joins_the_one_before(next) && !completes_flag && !is_tied) break;
    is_half_flag = false;
    last = next;
    position = end;
  }
  return position;
}

std::size_t previous_cluster(std::string_view utf8, std::size_t position) {
  if (position == 0) return 0;
  // Back to a place where a character surely begins, then forward again: what comes before decides whether
  // two regional indicators are one flag.
  std::size_t start = step_back(utf8, position);
  while (start > 0) {
    std::size_t end = start;
    const char32_t code_point = take(utf8, end);
    std::size_t before = step_back(utf8, start);
    std::size_t ignored = before;
    const char32_t previous = take(utf8, ignored);
    const bool is_inside = joins_the_one_before(code_point) || previous == kZeroWidthJoiner ||
                           (is_regional_indicator(code_point) && is_regional_indicator(previous));
    if (!is_inside) break;
    start = before;
  }
  while (true) {
    const std::size_t end = next_cluster(utf8, start);
    if (end >= position) return start;
    start = end;
  }
}

}  // namespace slipway::editor

#include "base/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace slipway {
namespace {

// Optimal string alignment distance.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  const std::size_t width = right.size() + 1;
  std::vector<std::size_t> cells((left.size() + 1) * width);
  const auto cell = [&](std::size_t l, std::size_t r) -> std::size_t& { return cells[l * width + r]; };
  for (std::size_t l = 0; l <= left.size(); ++l) cell(l, 0) = l;
  for (std::size_t r = 0; r <= right.size(); ++r) cell(0, r) = r;
  for (std::size_t l = 1; l <= left.size(); ++l) {
    for (std::size_t r = 1; r <= right.size(); ++r) {
      const std::size_t replaced = cell(l - 1, r - 1) + (left[l - 1] == right[r - 1] ? 0 : 1);
      cell(l, r) = std::min({cell(l - 1, r) + 1, cell(l, r - 1) + 1, replaced});
      const bool swapped = l > 1 && r > 1 && left[l - 1] == right[r - 2] && left[l - 2] == right[r - 1];
      if (swapped) cell(l, r) = std::min(cell(l, r), cell(l - 2, r - 2) + 1);
    }
  }
  return cell(left.size(), right.size());
}

}  // namespace

std::optional<std::string_view> suggestion(std::string_view word,
                                           std::span<const std::string_view> candidates) {
  constexpr std::size_t kLongestWord = 64;
  if (word.size() > kLongestWord) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t best_distance =
      std::min<std::size_t>(2, (word.size() - std::min<std::size_t>(word.size(), 1)) / 2) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace slipway

#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace slipway {

/// The candidate that `word` was probably meant to be: the nearest one, at most two edits (insert, delete,
/// replace, swap of neighbours) and fewer than half of the word away.
std::optional<std::string_view> suggestion(std::string_view word,
                                           std::span<const std::string_view> candidates);

}  // namespace slipway

#pragma once

#include <cstddef>
#include <string_view>

namespace slipway::editor {

/// The cells of a terminal that a code point takes: 0 (combining, control), 1 or 2 (East Asian wide, emoji).
/// A sequence of emoji takes the sum, as in xterm and tmux.
int width_of(char32_t code_point);

/// Whether a code point is drawn into the character before it.
bool joins_the_one_before(char32_t code_point);

/// The cells of a UTF-8 text without control characters and escape sequences.
int width_of(std::string_view utf8);

/// Where the character (extended grapheme cluster: Unicode annex 29, without its rules for prefixes and
/// Indic conjuncts) that begins at `position` ends, and where the one that ends there begins. Bytes that are
/// not UTF-8 are characters of their own.
std::size_t next_cluster(std::string_view utf8, std::size_t position);
std::size_t previous_cluster(std::string_view utf8, std::size_t position);

}  // namespace slipway::editor

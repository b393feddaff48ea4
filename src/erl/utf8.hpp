#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::erl {

inline constexpr char32_t kLargestCodePoint = 0x10FFFF;

/// A Unicode scalar value: in range, and no surrogate.
bool is_code_point(std::int64_t value);

/// A code point that may stand in Erlang text: erl_scan refuses U+FFFE and U+FFFF, also as escapes.
bool is_text_character(std::int64_t value);

/// Appends the UTF-8 form of a code point.
void append_utf8(std::string& text, char32_t code_point);

/// Takes the first code point off `text`; nothing where it does not start with well-formed UTF-8 (shortest
/// form only).
std::optional<char32_t> take_utf8(std::string_view& text);

/// How many bytes at the begin of the text are ASCII: nearly all atoms and texts are nothing else, and need
/// not be taken apart.
std::size_t ascii_length(std::string_view text);

bool is_utf8(std::string_view text);

std::string latin1_to_utf8(std::string_view latin1);

/// The Latin-1 form, or nothing where a character is above 255 or the text is not UTF-8.
std::optional<std::string> utf8_to_latin1(std::string_view utf8);

}  // namespace slipway::erl

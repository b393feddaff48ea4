#include "erl/utf8.hpp"

#include <cstring>

namespace slipway::erl {
namespace {

struct Form {
  int length;
  char32_t first_bits;
  char32_t smallest;
};

// The lead byte decides the length, its own bits and the smallest code point that may have this length (RFC
// 3629).
std::optional<Form> form_of(std::uint8_t lead) {
  if (lead < 0x80) return Form{1, lead, 0};
  if (lead >= 0xC2 && lead < 0xE0) return Form{2, lead & 0x1Fu, 0x80};
  if (lead >= 0xE0 && lead < 0xF0) return Form{3, lead & 0x0Fu, 0x800};
  if (lead >= 0xF0 && lead < 0xF5) return Form{4, lead & 0x07u, 0x10000};
  return std::nullopt;
}

}  // namespace

bool is_code_point(std::int64_t value) {
  return value >= 0 && value <= static_cast<std::int64_t>(kLargestCodePoint) &&
         (value < 0xD800 || value > 0xDFFF);
}

bool is_text_character(std::int64_t value) {
  return is_code_point(value) && value != 0xFFFE && value != 0xFFFF;
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

std::optional<char32_t> take_utf8(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const std::optional<Form> form = form_of(static_cast<std::uint8_t>(text[0]));
  if (!form || text.size() < static_cast<std::size_t>(form->length)) return std::nullopt;
  char32_t code_point = form->first_bits;
  for (int i = 1; i < form->length; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[static_cast<std::size_t>(i)]);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    code_point = code_point << 6 | (byte & 0x3Fu);
  }
  if (code_point < form->smallest || !is_code_point(code_point)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(form->length));
  return code_point;
}

std::size_t ascii_length(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
  std::size_t length = 0;
  for (std::uint64_t word = 0; text.size() - length >= sizeof word; length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (length < text.size() && static_cast<std::uint8_t>(text[length]) < 0x80) ++length;
  return length;
}

bool is_utf8(std::string_view text) {
  text.remove_prefix(ascii_length(text));
  while (!text.empty()) {
    if (!take_utf8(text)) return false;
  }
  return true;
}

std::string latin1_to_utf8(std::string_view latin1) {
  if (ascii_length(latin1) == latin1.size()) return std::string(latin1);
  std::string utf8;
  utf8.reserve(latin1.size());
  for (const char byte : latin1) append_utf8(utf8, static_cast<std::uint8_t>(byte));
  return utf8;
}

std::optional<std::string> utf8_to_latin1(std::string_view utf8) {
  if (ascii_length(utf8) == utf8.size()) return std::string(utf8);
  std::string latin1;
  while (!utf8.empty()) {
    const std::optional<char32_t> code_point = take_utf8(utf8);
    if (!code_point || *code_point > 0xFF) return std::nullopt;
    latin1.push_back(static_cast<char>(*code_point));
  }
  return latin1;
}

}  // namespace slipway::erl

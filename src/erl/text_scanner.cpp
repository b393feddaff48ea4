#include "erl/text_scanner.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/error.hpp"
#include "erl/big_integer.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (is_lower(c)) return c - 'a' + 10;
  if (is_upper(c)) return c - 'A' + 10;
  return 99;
}

// Erlang's atoms and variables may hold Latin-1 letters unquoted: \337..\366, \370..\377 start an atom,
// \300..\326, \330..\336 a variable.
bool is_latin1_letter(char32_t c) { return c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7; }
bool is_latin1_lower(char32_t c) { return c >= 0xDF && c <= 0xFF && c != 0xF7; }

// What erl_scan calls white space: U+0000..U+0020 and U+0080..U+00A0. The size of the one that the text
// begins with, or 0.
std::size_t blank_size(std::string_view text) {
  if (text.empty()) return 0;
  if (static_cast<std::uint8_t>(text[0]) <= ' ') return 1;
  const bool is_wide = text.size() > 1 && text[0] == '\xC2' && static_cast<std::uint8_t>(text[1]) >= 0x80 &&
                       static_cast<std::uint8_t>(text[1]) <= 0xA0;
  return is_wide ? 2 : 0;
}

constexpr std::array<std::string_view, 28> kReservedWords = {
    "after", "and",   "andalso", "band",    "begin", "bnot", "bor",  "bsl", "bsr",   "bxor",
    "case",  "catch", "cond",    "div",     "end",   "fun",  "if",   "let", "maybe", "not",
    "of",    "or",    "orelse",  "receive", "rem",   "try",  "when", "xor"};

}  // namespace

void TextScanner::fail_at(std::size_t offset, const std::string& problem) const {
  const std::string_view before = text_.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  throw Error(std::string(source_) + ":" + std::to_string(line) + ":" +
              std::to_string(offset - line_begin + 1) + ": " + problem);
}

void TextScanner::skip_blanks() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '%') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (const std::size_t size = blank_size(text_.substr(at_)); size > 0) {
      at_ += size;
    } else {
      return;
    }
  }
}

Token TextScanner::next() {
  skip_blanks();
  Token token;
  token.offset = at_;
  if (at_ >= text_.size()) return token;
  const char c = peek();
  if (is_digit(c)) return number();
  if (c == '$') return character();
  if (c == '\'') {
    token.kind = Token::Kind::kAtom;
    token.text = quoted('\'');
    return token;
  }
  if (c == '"') {
    token.kind = Token::Kind::kString;
    if (text_.substr(at_, 3) == "\"\"\"") fail_at(at_, "triple-quoted strings are not supported here");
    token.text = quoted('"');
    return token;
  }
  if (is_lower(c) || is_upper(c) || c == '_' || static_cast<std::uint8_t>(c) >= 0x80) return word();
  return punctuation();
}

Token TextScanner::word() {
  Token token;
  token.offset = at_;
  std::string_view rest = text_.substr(at_);
  std::size_t characters = 0;
  bool atom = false;
  while (!rest.empty()) {
    std::string_view ahead = rest;
    const std::optional<char32_t> c = take_utf8(ahead);
    if (!c) fail_at(at_ + (text_.size() - at_ - rest.size()), "expected UTF-8 text");
    const bool ascii_word =
        *c < 0x80 && (is_lower(rest[0]) || is_upper(rest[0]) || is_digit(rest[0]) || *c == '_' || *c == '@');
    if (!ascii_word && !is_latin1_letter(*c)) break;
    if (characters++ == 0) atom = is_lower(rest[0]) || is_latin1_lower(*c);
    rest = ahead;
  }
  if (characters == 0)
    fail_at(at_, "expected a term, found a character that only quoted atoms and strings may hold");
  token.text = std::string(text_.substr(at_, text_.size() - at_ - rest.size()));
  at_ = text_.size() - rest.size();
  const bool reserved =
      std::find(kReservedWords.begin(), kReservedWords.end(), token.text) != kReservedWords.end();
  // `maybe` is reserved from OTP 27 on only, and an ordinary atom in what earlier ones wrote.
  token.kind = atom && (!reserved || token.text == "maybe") ? Token::Kind::kAtom : Token::Kind::kWord;
  if (atom && characters > 255)
    fail_at(token.offset, "an atom has at most 255 characters, this one " + std::to_string(characters));
  return token;
}

std::string TextScanner::digits(int base) {
  std::string result;
  for (;; ++at_) {
    const bool separates =
        peek() == '_' && !result.empty() && text_[at_ - 1] != '_' && digit_value(peek(1)) < base;
    if (digit_value(peek()) < base) {
      result.push_back(peek());
    } else if (!separates) {
      return result;
    }
  }
}

Token TextScanner::integer_token(std::size_t begin, std::string_view digits, int base) const {
  Token token;
  token.kind = Token::Kind::kNumber;
  token.offset = begin;
  std::optional<Term> value = parse_integer(digits, base);
  if (!value) fail_at(begin, "an integer has more than " + std::to_string(kLargestInteger) + " bytes");
  token.number = *std::move(value);
  return token;
}

Token TextScanner::number() {
  const std::size_t begin = at_;
  const std::string whole = digits(10);
  if (peek() == '#') {
    int base = 0;
    std::from_chars(whole.data(), whole.data() + std::min<std::size_t>(whole.size(), 4), base);
    if (base < 2 || base > 36) fail_at(begin, "a number's base is 2 to 36, found " + whole.substr(0, 8));
    ++at_;
    return radix_number(begin, base);
  }
  if (peek() == '.' && is_digit(peek(1))) {
    ++at_;
    digits(10);
    return decimal_float(begin);
  }
  return integer_token(begin, whole, 10);
}

Token TextScanner::radix_number(std::size_t begin, int base) {
  const std::string value = digits(base);
  if (value.empty()) fail_at(at_, "expected digits of base " + std::to_string(base));
  if (peek() == '.') {  // OTP 28: 16#1.8#e2
    if (digit_value(peek(1)) < base) fail_at(begin, "floats with a base are not supported here");
  }
  return integer_token(begin, value, base);
}

Token TextScanner::decimal_float(std::size_t begin) {
  if (peek() == 'e' || peek() == 'E') {
    const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
    if (!is_digit(peek(1 + sign))) fail_at(at_, "expected the digits of an exponent");
    at_ += 1 + sign;
    digits(10);
  }
  std::string text(text_.substr(begin, at_ - begin));
  std::erase(text, '_');
  if (const auto plus = text.find('+'); plus != std::string::npos) text.erase(plus, 1);
  // from_chars for double would make the launcher 90 KB larger. No program of ours leaves the locale C.
  const double value = std::strtod(text.c_str(), nullptr);
  if (!std::isfinite(value)) fail_at(begin, "a float is out of range: " + text.substr(0, 40));
  Token token;
  token.kind = Token::Kind::kNumber;
  token.offset = begin;
  token.number = value;
  return token;
}

char32_t TextScanner::code_point() {
  std::string_view rest = text_.substr(at_);
  const std::optional<char32_t> result = take_utf8(rest);
  if (!result) fail_at(at_, "expected UTF-8 text");
  if (!is_text_character(*result)) fail_at(at_, "U+FFFE and U+FFFF are no characters");
  at_ = text_.size() - rest.size();
  return *result;
}

char32_t TextScanner::hexadecimal_escape(std::size_t begin) {
  ++at_;
  const bool braces = peek() == '{';
  if (braces) ++at_;
  const int most = braces ? 8 : 2;
  std::int64_t value = 0;
  int count = 0;
  for (; digit_value(peek()) < 16 && count < most; ++at_, ++count) value = value * 16 + digit_value(peek());
  if (braces ? count == 0 || peek() != '}' : count != 2) fail_at(begin, "expected \\xHH or \\x{H...}");
  if (braces) ++at_;
  if (!is_text_character(value)) fail_at(begin, "an escape is no Unicode character");
  return static_cast<char32_t>(value);
}

char32_t TextScanner::escape() {
  const std::size_t begin = at_++;
  if (at_ >= text_.size()) fail_at(begin, "the text ends after a backslash");
  const char c = peek();
  if (c == 'x') return hexadecimal_escape(begin);
  if (c >= '0' && c <= '7') {
    char32_t value = 0;
    for (int count = 0; count < 3 && peek() >= '0' && peek() <= '7'; ++count, ++at_) {
      value = value * 8 + static_cast<char32_t>(peek() - '0');
    }
    return value;
  }
  if (c == '^') {
    const char control = peek(1);
    if ((control < '@' || control > '_') && !is_lower(control)) fail_at(begin, "expected \\^@ to \\^_");
    at_ += 2;
    return static_cast<char32_t>(control & 0x1F);
  }
  constexpr std::string_view kNames = "nrtvbfesd";
  constexpr std::string_view kValues = "\n\r\t\v\b\f\x1B \x7F";
  if (const auto i = kNames.find(c); i != std::string_view::npos) {
    ++at_;
    return static_cast<char32_t>(kValues[i]);
  }
  return code_point();
}

std::string TextScanner::quoted(char quote) {
  const std::size_t begin = at_++;
  std::string result;
  std::size_t characters = 0;
  for (;; ++characters) {
    if (at_ >= text_.size())
      fail_at(begin, std::string("a ") + (quote == '"' ? "string" : "quoted atom") + " is not closed");
    if (peek() == quote) break;
    append_utf8(result, peek() == '\\' ? escape() : code_point());
  }
  ++at_;
  if (quote == '\'' && characters > 255) {
    fail_at(begin, "an atom has at most 255 characters, this one " + std::to_string(characters));
  }
  return result;
}

Token TextScanner::character() {
  Token token;
  token.kind = Token::Kind::kNumber;
  token.offset = at_++;
  if (at_ >= text_.size()) fail_at(token.offset, "expected a character after $");
  token.number = integer(static_cast<std::int64_t>(peek() == '\\' ? escape() : code_point()));
  return token;
}

Token TextScanner::punctuation() {
  Token token;
  token.offset = at_;
  token.kind = Token::Kind::kPunctuation;
  for (const std::string_view two : {"<<", ">>", "=>"}) {
    if (text_.substr(at_, 2) == two) {
      at_ += 2;
      token.text = two;
      return token;
    }
  }
  const char c = peek();
  if (c == '.') {
    const std::string_view after = text_.substr(at_ + 1);
    if (!after.empty() && after.front() != '%' && blank_size(after) == 0) {
      fail_at(at_, "expected white space after a full stop");
    }
    token.kind = Token::Kind::kDot;
  } else if (std::string_view("{}[](),|:/#+-").find(c) == std::string_view::npos) {
    const bool printable = c > ' ' && c < 0x7F;
    fail_at(at_,
            "expected a term, found " + (printable ? std::string{'\'', c, '\''} : "a control character"));
  }
  token.text = std::string(1, c);
  ++at_;
  return token;
}

}  // namespace slipway::erl

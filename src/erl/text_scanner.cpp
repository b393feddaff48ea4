#include "erl/text_scanner.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/error.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

// A number of 100,000 digits takes a tenth of a second; none that people write has more.
constexpr std::size_t kMostDigits = 100'000;

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

constexpr std::array<std::string_view, 28> kReservedWords = {
    "after", "and",   "andalso", "band",    "begin", "bnot", "bor",  "bsl", "bsr",   "bxor",
    "case",  "catch", "cond",    "div",     "end",   "fun",  "if",   "let", "maybe", "not",
    "of",    "or",    "orelse",  "receive", "rem",   "try",  "when", "xor"};

}  // namespace

Term parse_integer(std::string_view digits, int base, bool negative) {
  constexpr auto kSafe = static_cast<std::uint64_t>(INT64_MAX) / 36 - 36;
  std::uint64_t small = 0;
  std::string magnitude;  // little-endian, in use once `small` could overflow
  for (const char c : digits) {
    const auto digit = static_cast<std::uint32_t>(digit_value(c));
    if (magnitude.empty() && small <= kSafe) {
      small = small * static_cast<std::uint32_t>(base) + digit;
      continue;
    }
    if (magnitude.empty()) {
      for (; small != 0; small >>= 8) magnitude.push_back(static_cast<char>(small & 0xFF));
    }
    std::uint32_t carry = digit;
    for (char& byte : magnitude) {
      carry += static_cast<std::uint8_t>(byte) * static_cast<std::uint32_t>(base);
      byte = static_cast<char>(carry & 0xFF);
      carry >>= 8;
    }
    for (; carry != 0; carry >>= 8) magnitude.push_back(static_cast<char>(carry & 0xFF));
  }
  if (magnitude.empty()) {
    const auto value = static_cast<std::int64_t>(small);
    return integer(negative ? -value : value);
  }
  std::uint64_t low = 0;
  for (std::size_t i = std::min<std::size_t>(magnitude.size(), 8); i-- > 0;) {
    low = low << 8 | static_cast<std::uint8_t>(magnitude[i]);
  }
  constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
  if (magnitude.size() <= 8 && low < kSignBit) {
    const auto value = static_cast<std::int64_t>(low);
    return integer(negative ? -value : value);
  }
  if (magnitude.size() <= 8 && negative && low == kSignBit) return integer(INT64_MIN);
  return BigInteger{negative, std::move(magnitude)};
}

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
    } else if (static_cast<std::uint8_t>(c) <= ' ' || static_cast<std::uint8_t>(c) == 0x7F) {
      ++at_;
    } else if (text_.substr(at_, 2) == "\xC2\xA0") {  // no-break space, blank to erl_scan
      at_ += 2;
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
  const std::size_t begin = at_;
  for (;; ++at_) {
    if (digit_value(peek()) < base) {
      result.push_back(peek());
    } else if (peek() == '_' && !result.empty() && text_[at_ - 1] != '_' && digit_value(peek(1)) < base) {
      continue;
    } else {
      break;
    }
    if (result.size() > kMostDigits)
      fail_at(begin, "a number has more than " + std::to_string(kMostDigits) + " digits");
  }
  return result;
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
  Token token;
  token.kind = Token::Kind::kNumber;
  token.offset = begin;
  token.number = parse_integer(whole, 10, false);
  return token;
}

Token TextScanner::radix_number(std::size_t begin, int base) {
  const std::string value = digits(base);
  if (value.empty()) fail_at(at_, "expected digits of base " + std::to_string(base));
  if (peek() == '.') {  // OTP 28: 16#1.8#e2
    if (digit_value(peek(1)) < base) fail_at(begin, "floats with a base are not supported here");
  }
  Token token;
  token.kind = Token::Kind::kNumber;
  token.offset = begin;
  token.number = parse_integer(value, base, false);
  return token;
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
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // from_chars calls too small a number out of range as well; Erlang reads it as 0.0 or denormal.
  if (error == std::errc::result_out_of_range) value = std::strtod(text.c_str(), nullptr);
  if (!std::isfinite(value) || end != text.data() + text.size())
    fail_at(begin, "a float is out of range: " + text.substr(0, 40));
  Token token;
  token.kind = Token::Kind::kNumber;
  token.offset = begin;
  token.number = value;
  return token;
}

char32_t TextScanner::escape() {
  const std::size_t begin = at_++;
  const char c = peek();
  if (at_ >= text_.size()) fail_at(begin, "the text ends after a backslash");
  if (c == 'x') {
    ++at_;
    const bool braces = peek() == '{';
    if (braces) ++at_;
    std::int64_t value = 0;
    int count = 0;
    for (; digit_value(peek()) < 16 && (braces ? count < 8 : count < 2); ++at_, ++count)
      value = value * 16 + digit_value(peek());
    if (count == 0 || (braces && peek() != '}')) fail_at(begin, "expected \\xHH or \\x{H...}");
    if (braces) ++at_;
    if (!is_code_point(value)) fail_at(begin, "an escape is no Unicode code point");
    return static_cast<char32_t>(value);
  }
  if (c >= '0' && c <= '7') {
    char32_t value = 0;
    for (int count = 0; count < 3 && peek() >= '0' && peek() <= '7'; ++count, ++at_) {
      value = value * 8 + static_cast<char32_t>(peek() - '0');
    }
    return value;
  }
  if (c == '^') {
    ++at_;
    const char control = peek();
    if (control < '@' || control > '_') fail_at(begin, "expected \\^@ to \\^_");
    ++at_;
    return static_cast<char32_t>(control & 0x1F);
  }
  constexpr std::string_view kNames = "nrtvbfesd";
  constexpr std::string_view kValues = "\n\r\t\v\b\f\x1B \x7F";
  if (const auto i = kNames.find(c); i != std::string_view::npos) {
    ++at_;
    return static_cast<char32_t>(kValues[i]);
  }
  std::string_view rest = text_.substr(at_);
  const auto code_point = take_utf8(rest);
  if (!code_point) fail_at(at_, "expected UTF-8 text");
  at_ = text_.size() - rest.size();
  return *code_point;
}

std::string TextScanner::quoted(char quote) {
  const std::size_t begin = at_++;
  std::string result;
  std::size_t characters = 0;
  for (;; ++characters) {
    if (at_ >= text_.size())
      fail_at(begin, std::string("a ") + (quote == '"' ? "string" : "quoted atom") + " is not closed");
    if (peek() == quote) break;
    if (peek() == '\\') {
      append_utf8(result, escape());
      continue;
    }
    std::string_view rest = text_.substr(at_);
    if (!take_utf8(rest)) fail_at(at_, "expected UTF-8 text");
    const std::size_t size = text_.size() - at_ - rest.size();
    result.append(text_.substr(at_, size));
    at_ += size;
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
  if (peek() == '\\') {
    token.number = integer(static_cast<std::int64_t>(escape()));
    return token;
  }
  std::string_view rest = text_.substr(at_);
  const auto code_point = take_utf8(rest);
  if (!code_point) fail_at(at_, "expected UTF-8 text");
  at_ = text_.size() - rest.size();
  token.number = integer(static_cast<std::int64_t>(*code_point));
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
    const char after = peek(1);
    if (at_ + 1 < text_.size() && static_cast<std::uint8_t>(after) > ' ' && after != '%') {
      fail_at(at_, "expected white space after a full stop");
    }
    token.kind = Token::Kind::kDot;
  } else if (std::string_view("{}[](),|:/#+-").find(c) == std::string_view::npos) {
    fail_at(at_, std::string("expected a term, found '") + c + "'");
  }
  token.text = std::string(1, c);
  ++at_;
  return token;
}

}  // namespace slipway::erl

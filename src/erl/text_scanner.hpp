#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "erl/term.hpp"

namespace slipway::erl {

/// A token of Erlang text, as far as terms need it (erl_scan, stdlib).
struct Token {
  enum class Kind { kAtom, kWord, kNumber, kString, kPunctuation, kDot, kEnd };
  Kind kind = Kind::kEnd;
  /// The atom's name, the reserved word or variable, the string's UTF-8 text, or the punctuation.
  std::string text;
  /// The value of a number or character.
  Term number;
  std::size_t offset = 0;

  bool is(std::string_view punctuation) const { return kind == Kind::kPunctuation && text == punctuation; }
};

/// Cuts UTF-8 text into tokens. Errors name source, line and column.
class TextScanner {
 public:
  TextScanner(std::string_view text, std::string_view source) : text_(text), source_(source) {}

  Token next();
  [[noreturn]] void fail_at(std::size_t offset, const std::string& problem) const;

 private:
  void skip_blanks();
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  Token word();
  Token number();
  Token radix_number(std::size_t begin, int base);
  Token integer_token(std::size_t begin, std::string_view digits, int base) const;
  Token decimal_float(std::size_t begin);
  std::string digits(int base);
  Token character();
  std::string quoted(char quote);
  char32_t code_point();
  char32_t escape();
  char32_t hexadecimal_escape(std::size_t begin);
  Token punctuation();

  std::string_view text_;
  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace slipway::erl

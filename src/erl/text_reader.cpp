#include "erl/text_reader.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/error.hpp"
#include "erl/big_integer.hpp"
#include "erl/external.hpp"
#include "erl/text_scanner.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

/// Collects bits; the last byte is filled up with zeros.
class BitBuffer {
 public:
  /// Appends the lowest `width` bits of `value`, highest first.
  void append(std::uint64_t value, std::int64_t width) {
    for (std::int64_t i = width; i-- > 0;) {
      if (bit_count_ % 8 == 0) bytes_.push_back('\0');
      const std::uint32_t bit = (value >> i & 1) != 0 ? 0x80u >> (bit_count_ % 8) : 0;
      bytes_.back() = static_cast<char>(static_cast<std::uint8_t>(bytes_.back()) | bit);
      ++bit_count_;
    }
  }
  Term finish() && {
    if (bit_count_ % 8 == 0) return Binary{std::move(bytes_)};
    return BitString{std::move(bytes_), static_cast<std::uint8_t>(bit_count_ % 8)};
  }

 private:
  std::string bytes_;
  std::size_t bit_count_ = 0;
};

class Parser {
 public:
  Parser(std::string_view text, std::string_view source) : scanner_(text, source) { advance(); }

  std::vector<Term> file() {
    std::vector<Term> terms;
    while (token_.kind != Token::Kind::kEnd) {
      terms.push_back(term(0));
      if (token_.kind != Token::Kind::kDot) fail("expected a full stop after a term");
      advance();
    }
    return terms;
  }

 private:
  void advance() { token_ = scanner_.next(); }
  [[noreturn]] void fail(const std::string& problem) const;
  void expect(std::string_view punctuation);
  bool accept(std::string_view punctuation);

  Term term(int depth);
  Term signed_number();
  Term string();
  Term tuple(int depth);
  Term list(int depth);
  Term map(int depth);
  Term function();
  std::string string_text();
  Term bits();
  void bit_segment(BitBuffer& bits);
  std::vector<std::uint64_t> segment_units();
  std::int64_t segment_size();

  TextScanner scanner_;
  Token token_;
};

std::string describe(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kEnd:
      return "the end of the file";
    case Token::Kind::kDot:
      return "a full stop";
    case Token::Kind::kString:
      return "a string";
    case Token::Kind::kNumber:
      return "a number";
    default:
      return "'" + token.text.substr(0, 60) + "'";
  }
}

void Parser::fail(const std::string& problem) const {
  scanner_.fail_at(token_.offset, problem + ", found " + describe(token_));
}

void Parser::expect(std::string_view punctuation) {
  if (!accept(punctuation)) fail("expected '" + std::string(punctuation) + "'");
}

bool Parser::accept(std::string_view punctuation) {
  if (!token_.is(punctuation)) return false;
  advance();
  return true;
}

Term Parser::term(int depth) {
  if (depth > kDeepestTerm)
    fail("terms nest deeper than the " + std::to_string(kDeepestTerm) + " allowed levels");
  switch (token_.kind) {
    case Token::Kind::kAtom: {
      Term result = Atom{std::move(token_.text)};
      advance();
      return result;
    }
    case Token::Kind::kNumber: {
      Term result = std::move(token_.number);
      advance();
      return result;
    }
    case Token::Kind::kString:
      return string();
    case Token::Kind::kWord:
      if (token_.text == "fun") return function();
      fail("expected a term (variables and expressions are not terms)");
    case Token::Kind::kPunctuation:
      if (token_.is("{")) return tuple(depth);
      if (token_.is("[")) return list(depth);
      if (token_.is("#")) return map(depth);
      if (token_.is("<<")) return bits();
      if (token_.is("-") || token_.is("+")) return signed_number();
      fail("expected a term");
    default:
      fail("expected a term");
  }
}

Term Parser::signed_number() {
  const bool negative = token_.is("-");
  advance();
  if (token_.kind != Token::Kind::kNumber) fail("expected a number after the sign");
  Term number = std::move(token_.number);
  advance();
  if (!negative) return number;
  if (const auto* real = number.as<double>()) return -*real;
  return negated(number);
}

// Strings that follow each other are one.
std::string Parser::string_text() {
  std::string text;
  while (token_.kind == Token::Kind::kString) {
    text += token_.text;
    advance();
  }
  return text;
}

Term Parser::string() { return charlist(string_text()); }

Term Parser::tuple(int depth) {
  expect("{");
  Tuple result;
  if (accept("}")) return result;
  do {
    result.elements.push_back(term(depth + 1));
  } while (accept(","));
  expect("}");
  return result;
}

Term Parser::list(int depth) {
  expect("[");
  List result;
  if (accept("]")) return result;
  do {
    result.elements.push_back(term(depth + 1));
  } while (accept(","));
  if (accept("|")) {
    Term tail = term(depth + 1);
    if (auto* rest = tail.as<List>()) {
      std::move(rest->elements.begin(), rest->elements.end(), std::back_inserter(result.elements));
      result.tail = std::move(rest->tail);
    } else {
      result.tail.push_back(std::move(tail));
    }
  }
  expect("]");
  return result;
}

Term Parser::map(int depth) {
  expect("#");
  expect("{");
  std::vector<std::pair<Term, Term>> entries;
  if (accept("}")) return erl::map({});
  do {
    Term key = term(depth + 1);
    expect("=>");
    Term value = term(depth + 1);
    entries.emplace_back(std::move(key), std::move(value));
  } while (accept(","));
  expect("}");
  return erl::map(std::move(entries));
}

Term Parser::function() {
  advance();
  const auto atom_here = [this](std::string_view what) {
    if (token_.kind != Token::Kind::kAtom) fail("expected " + std::string(what) + " (fun Module:Name/Arity)");
    Atom name{std::move(token_.text)};
    advance();
    return name;
  };
  Atom module = atom_here("a module");
  expect(":");
  Atom name = atom_here("a function's name");
  expect("/");
  const auto* arity = token_.number.as<std::int64_t>();
  if (token_.kind != Token::Kind::kNumber || arity == nullptr || *arity > 255)
    fail("expected an arity of 0 to 255");
  ExternalFunction result{std::move(module), std::move(name), static_cast<std::uint8_t>(*arity)};
  advance();
  return result;
}

std::int64_t Parser::segment_size() {
  constexpr std::int64_t kLargest = 64;
  const auto* size = token_.number.as<std::int64_t>();
  if (token_.kind != Token::Kind::kNumber || size == nullptr || *size > kLargest)
    fail("expected a size of 0 to 64 bits");
  const std::int64_t width = *size;
  advance();
  return width;
}

// The characters of a string, or the one integer.
std::vector<std::uint64_t> Parser::segment_units() {
  std::vector<std::uint64_t> units;
  if (token_.kind == Token::Kind::kString) {
    const std::string text = string_text();
    for (std::string_view rest = text; !rest.empty();) units.push_back(*take_utf8(rest));
    return units;
  }
  const bool negative = accept("-");
  const auto* value = token_.number.as<std::int64_t>();
  if (token_.kind != Token::Kind::kNumber || value == nullptr)
    fail("expected an integer of 64 bits or a string in a binary");
  units.push_back(static_cast<std::uint64_t>(negative ? -*value : *value));
  advance();
  return units;
}

void Parser::bit_segment(BitBuffer& bits) {
  const std::size_t begin = token_.offset;
  const std::vector<std::uint64_t> units = segment_units();
  const bool has_size = accept(":");
  const std::int64_t width = has_size ? segment_size() : 8;
  if (!accept("/")) {
    for (const std::uint64_t unit : units) bits.append(unit, width);
    return;
  }
  if (token_.kind != Token::Kind::kAtom || token_.text != "utf8")
    fail("expected utf8 (other types are not supported)");
  advance();
  std::string text;
  for (const std::uint64_t unit : units) {
    if (has_size || unit > kLargestCodePoint || !is_code_point(static_cast<std::int64_t>(unit)))
      scanner_.fail_at(begin, "a segment of the type utf8 is a code point, or a string, without a size");
    append_utf8(text, static_cast<char32_t>(unit));
  }
  for (const char byte : text) bits.append(static_cast<std::uint8_t>(byte), 8);
}

Term Parser::bits() {
  expect("<<");
  BitBuffer bits;
  if (!accept(">>")) {
    do {
      bit_segment(bits);
    } while (accept(","));
    expect(">>");
  }
  return std::move(bits).finish();
}

// epp:read_encoding/1: "coding", ":" or "=", and a name, in a comment of the first two lines; the first one
// counts, whatever it says.
bool says_latin1(std::string_view text) {
  constexpr std::size_t kSearched = 512;
  text = text.substr(0, kSearched);
  for (int line = 0; line < 2 && !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view comment = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    comment.remove_prefix(std::min(comment.find('%'), comment.size()));
    const auto skip_spaces = [&comment] {
      comment.remove_prefix(std::min(comment.find_first_not_of(' '), comment.size()));
    };
    for (std::size_t coding = comment.find("coding"); coding != std::string_view::npos;
         coding = comment.find("coding")) {
      comment.remove_prefix(coding + 6);
      skip_spaces();
      if (!comment.starts_with(':') && !comment.starts_with('=')) continue;
      comment.remove_prefix(1);
      skip_spaces();
      std::string name;
      for (const char c : comment) {
        if (c != '-' && std::isalnum(static_cast<unsigned char>(c)) == 0) break;
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
      return name == "latin-1" || name.starts_with("latin-1-");
    }
  }
  return false;
}

}  // namespace

std::vector<Term> read_terms(std::string_view text, std::string_view source) {
  std::optional<std::string> converted;
  if (says_latin1(text)) converted = latin1_to_utf8(text);
  return Parser(converted ? std::string_view(*converted) : text, source).file();
}

Term read_term(std::string_view text, std::string_view source) {
  std::vector<Term> terms = read_terms(text, source);
  if (terms.size() != 1) {
    throw Error(std::string(source) + ": expected one term, found " + std::to_string(terms.size()));
  }
  return std::move(terms.front());
}

}  // namespace slipway::erl

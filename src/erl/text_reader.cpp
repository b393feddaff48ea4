#include "erl/text_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/error.hpp"
#include "erl/external.hpp"
#include "erl/text_scanner.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

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
  Term bits();
  void bit_segment(std::string& bytes, int& bit_count);

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
  if (auto* small = number.as<std::int64_t>()) return integer(-*small);
  if (auto* real = number.as<double>()) return -*real;
  auto& big = *number.as<BigInteger>();
  std::string lowest(8, '\0');
  lowest.back() = static_cast<char>(0x80);
  if (big.magnitude == lowest) return integer(INT64_MIN);
  big.negative = true;
  return number;
}

Term Parser::string() {
  std::string text;
  while (token_.kind == Token::Kind::kString) {
    text += token_.text;
    advance();
  }
  return charlist(text);
}

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
  Map result;
  if (accept("}")) return result;
  std::vector<std::pair<Term, std::size_t>> keys;
  do {
    Term key = term(depth + 1);
    expect("=>");
    Term value = term(depth + 1);
    result.entries.emplace_back(std::move(key), std::move(value));
  } while (accept(","));
  // As in Erlang, the last of equal keys wins.
  std::stable_sort(result.entries.begin(), result.entries.end(),
                   [](const auto& left, const auto& right) { return compare(left.first, right.first) < 0; });
  const auto duplicate = [](const auto& left, const auto& right) { return left.first == right.first; };
  const auto kept = std::unique(result.entries.rbegin(), result.entries.rend(), duplicate);
  result.entries.erase(result.entries.begin(), kept.base());
  expect("}");
  return result;
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

// Appends the lowest `width` bits of `value` behind `bit_count` bits that fill `bytes`.
void append_bits(std::string& bytes, int& bit_count, std::uint64_t value, std::int64_t width) {
  for (std::int64_t i = width; i-- > 0;) {
    if (bit_count % 8 == 0) bytes.push_back('\0');
    const bool bit = i < 64 ? (value >> i & 1) != 0 : false;
    const auto last = static_cast<std::uint8_t>(bytes.back());
    bytes.back() = static_cast<char>(last | (bit ? 0x80u >> (bit_count % 8) : 0u));
    ++bit_count;
  }
}

void Parser::bit_segment(std::string& bytes, int& bit_count) {
  std::vector<std::uint64_t> units;
  std::string text;
  bool is_string = false;
  if (token_.kind == Token::Kind::kString) {
    is_string = true;
    text = std::move(token_.text);
    advance();
  } else {
    const bool negative = accept("-");
    const auto* value = token_.number.as<std::int64_t>();
    if (token_.kind != Token::Kind::kNumber || value == nullptr)
      fail("expected an integer of 64 bits or a string in a binary");
    units.push_back(static_cast<std::uint64_t>(negative ? -*value : *value));
    advance();
  }
  std::int64_t width = 8;
  if (accept(":")) {
    const auto* size = token_.number.as<std::int64_t>();
    if (token_.kind != Token::Kind::kNumber || size == nullptr || *size > 64)
      fail("expected a size of 0 to 64 bits");
    width = *size;
    advance();
  }
  bool utf8 = false;
  if (accept("/")) {
    if (token_.kind != Token::Kind::kAtom || token_.text != "utf8")
      fail("expected utf8 (other types are not supported)");
    utf8 = true;
    advance();
  }
  if (is_string && utf8) {
    for (const char byte : text) append_bits(bytes, bit_count, static_cast<std::uint8_t>(byte), 8);
    return;
  }
  if (is_string) {
    std::string_view rest = text;
    while (!rest.empty()) units.push_back(*take_utf8(rest));
  }
  for (const std::uint64_t unit : units) append_bits(bytes, bit_count, unit, width);
}

Term Parser::bits() {
  expect("<<");
  std::string bytes;
  int bit_count = 0;
  if (!accept(">>")) {
    do {
      bit_segment(bytes, bit_count);
    } while (accept(","));
    expect(">>");
  }
  if (bit_count % 8 != 0) return BitString{std::move(bytes), static_cast<std::uint8_t>(bit_count % 8)};
  return Binary{std::move(bytes)};
}

// epp:read_encoding/1: "coding", then : or =, then the name, in a comment of the first two lines.
bool says_latin1(std::string_view text) {
  for (int line = 0; line < 2 && !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view comment = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t percent = comment.find('%');
    if (percent == std::string_view::npos) continue;
    comment.remove_prefix(percent);
    const std::size_t coding = comment.find("coding");
    if (coding == std::string_view::npos || coding + 7 > comment.size()) continue;
    comment.remove_prefix(coding + 6);
    if (comment[0] != ':' && comment[0] != '=') continue;
    comment.remove_prefix(1);
    while (!comment.empty() && comment.front() == ' ') comment.remove_prefix(1);
    const auto starts = [comment](std::string_view name) { return comment.substr(0, name.size()) == name; };
    return starts("latin-1") || starts("Latin-1") || starts("LATIN-1");
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

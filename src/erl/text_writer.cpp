#include "erl/text_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.hpp"
#include "erl/big_integer.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

constexpr std::size_t kLineWidth = 100;

constexpr auto kReservedWords = std::to_array<std::string_view>(
    {"after", "and",   "andalso", "band",   "begin",   "bnot", "bor", "bsl",  "bsr", "bxor",
     "case",  "catch", "cond",    "div",    "else",    "end",  "fun", "if",   "let", "maybe",
     "not",   "of",    "or",      "orelse", "receive", "rem",  "try", "when", "xor"});

bool is_plain_atom(std::string_view name) {
  if (name.empty() || name[0] < 'a' || name[0] > 'z') return false;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@';
  });
  return plain && std::find(kReservedWords.begin(), kReservedWords.end(), name) == kReservedWords.end();
}

void append_escaped(std::string& out, std::string_view utf8, char quote) {
  constexpr std::string_view kEscaped = "\n\r\t\v\b\f\x1B\x7F";
  constexpr std::string_view kNames = "nrtvbfed";
  while (!utf8.empty()) {
    const char c = utf8.front();
    const std::size_t name = kEscaped.find(c);
    if (c == quote || c == '\\') {
      out += {'\\', c};
      utf8.remove_prefix(1);
    } else if (name != std::string_view::npos) {
      out += {'\\', kNames[name]};
      utf8.remove_prefix(1);
    } else if (static_cast<std::uint8_t>(c) < ' ') {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      out += "\\x{";
      if (c >= 0x10) out += '1';
      out += kHex[static_cast<std::size_t>(c & 0x0F)];
      out += '}';
      utf8.remove_prefix(1);
    } else {
      const std::optional<char32_t> code_point = take_utf8(utf8);
      if (!code_point || !is_text_character(*code_point))
        throw Error("an atom that is no Unicode text has no text form");
      append_utf8(out, *code_point);
    }
  }
}

std::string quoted(std::string_view utf8, char quote) {
  std::string out(1, quote);
  append_escaped(out, utf8, quote);
  return out + quote;
}

bool is_printable(std::int64_t c) {
  if (c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\b' || c == '\f' || c == 0x1B) return true;
  return (c >= ' ' && c < 0x7F) || (c >= 0xA0 && is_text_character(c));
}

std::string float_text(double value) {
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  std::string text(buffer.data(), end);
  // Erlang wants digits around a point in any case: 1.0, 1.0e22.
  const std::size_t exponent = std::min(text.find('e'), text.size());
  if (text.find('.') == std::string::npos) text.insert(exponent, ".0");
  return text;
}

// A layout tree: what is written on one line if it fits, else one element a line.
class Writer {
 public:
  explicit Writer(bool pretty) : pretty_(pretty), one_line_(!pretty) {}

  std::string write(const Term& term) {
    put(term, 0);
    return std::move(out_);
  }

 private:
  using Item = std::pair<const Term*, const Term*>;  // key or null, value

  void put(const Term& term, std::size_t indent) {
    std::visit([this, &term, indent](const auto& value) { put_value(value, term, indent); }, term.value());
  }
  void put_value(std::int64_t value, const Term&, std::size_t) { out_ += std::to_string(value); }
  void put_value(const BigInteger& value, const Term&, std::size_t) { out_ += decimal(value); }
  void put_value(double value, const Term&, std::size_t) { out_ += float_text(value); }
  void put_value(const Atom& value, const Term&, std::size_t) {
    out_ += is_plain_atom(value.name) ? value.name : quoted(value.name, '\'');
  }
  void put_value(const Binary& value, const Term&, std::size_t) { put_binary(value.bytes, 8); }
  void put_value(const BitString& value, const Term&, std::size_t) {
    put_binary(value.bytes, value.last_bits);
  }
  void put_value(const ExternalFunction& value, const Term&, std::size_t) {
    out_ += "fun ";
    put(Term(value.module), 0);
    out_ += ':';
    put(Term(value.function), 0);
    out_ += '/' + std::to_string(value.arity);
  }
  void put_value(const Opaque& value, const Term&, std::size_t) {
    constexpr std::array<std::string_view, 4> kKinds = {"a pid", "a port", "a reference", "a local function"};
    throw Error(std::string(kKinds[static_cast<std::size_t>(value.kind)]) + " has no text form");
  }
  void put_value(const Tuple& value, const Term&, std::size_t indent) {
    std::vector<Item> items;
    for (const Term& element : value.elements) items.emplace_back(nullptr, &element);
    put_items("{", items, nullptr, "}", indent);
  }
  void put_value(const List& value, const Term& term, std::size_t indent) {
    const auto printable = [](const Term& element) {
      const auto* c = element.as<std::int64_t>();
      return c != nullptr && is_printable(*c);
    };
    if (!value.elements.empty() && value.tail.empty() &&
        std::all_of(value.elements.begin(), value.elements.end(), printable)) {
      out_ += quoted(*charlist_text(term), '"');
      return;
    }
    std::vector<Item> items;
    for (const Term& element : value.elements) items.emplace_back(nullptr, &element);
    put_items("[", items, value.tail.empty() ? nullptr : &value.tail.front(), "]", indent);
  }
  void put_value(const Map& value, const Term&, std::size_t indent) {
    std::vector<Item> items;
    for (const auto& [key, element] : value.entries) items.emplace_back(&key, &element);
    put_items("#{", items, nullptr, "}", indent);
  }

  void put_binary(std::string_view bytes, int last_bits) {
    const auto ascii = [](char c) { return c >= ' ' && c < 0x7F; };
    if (last_bits == 8 && !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), ascii)) {
      out_ += "<<" + quoted(bytes, '"') + ">>";
      return;
    }
    out_ += "<<";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(bytes[i]);
      if (i > 0) out_ += ',';
      if (i + 1 == bytes.size() && last_bits != 8) {
        out_ += std::to_string(byte >> (8 - last_bits)) + ':' + std::to_string(last_bits);
      } else {
        out_ += std::to_string(byte);
      }
    }
    out_ += ">>";
  }

  // Whether the items fit on a line is found by writing them; the attempt stops, on all its levels, where the
  // line is full.
  void put_items(std::string_view open, const std::vector<Item>& items, const Term* tail,
                 std::string_view close, std::size_t indent) {
    const std::size_t begin = out_.size();
    if (one_line_) {
      put_flat(open, items, tail, close);
      return;
    }
    one_line_ = true;
    const bool fits = put_flat(open, items, tail, close);
    one_line_ = !pretty_;
    if (fits) return;
    out_.resize(begin);
    const std::string newline = '\n' + std::string(indent + 1, ' ');
    out_ += open;
    bool first = true;
    bool previous_scalar = false;
    for (const auto& [key, value] : items) {
      const bool scalar = key == nullptr && !value->is<Tuple>() && !value->is<List>() && !value->is<Map>();
      if (!first) out_ += ',';
      // Runs of atoms and numbers (lists of modules) fill their lines.
      if (!first && !(scalar && previous_scalar && out_.size() - line_begin() < kLineWidth - 20))
        out_ += newline;
      first = false;
      previous_scalar = scalar;
      if (key != nullptr) {
        put(*key, indent + 1);
        out_ += " => ";
      }
      put(*value, indent + 1);
    }
    if (tail != nullptr) {
      out_ += newline + "| ";
      put(*tail, indent + 1);
    }
    out_ += close;
  }

  bool put_flat(std::string_view open, const std::vector<Item>& items, const Term* tail,
                std::string_view close) {
    const auto overfull = [this] { return pretty_ && out_.size() - line_begin() > kLineWidth; };
    out_ += open;
    bool first = true;
    for (const auto& [key, value] : items) {
      if (!first) out_ += ',';
      first = false;
      if (key != nullptr) {
        put(*key, 0);
        out_ += pretty_ ? " => " : "=>";
      }
      put(*value, 0);
      if (overfull()) return false;
    }
    if (tail != nullptr) {
      out_ += '|';
      put(*tail, 0);
    }
    out_ += close;
    return !overfull();
  }

  std::size_t line_begin() const {
    const std::size_t newline = out_.rfind('\n');
    return newline == std::string::npos ? 0 : newline + 1;
  }

  std::string out_;
  bool pretty_;
  bool one_line_;
};

}  // namespace

std::string to_text(const Term& term) { return Writer(false).write(term); }

std::string to_pretty_text(const Term& term) { return Writer(true).write(term); }

std::string to_consultable_file(const Term& term) {
  return "%% coding: utf-8\n" + to_pretty_text(term) + ".\n";
}

}  // namespace slipway::erl

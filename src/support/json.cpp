#include "support/json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "erl/utf8.hpp"

namespace slipway {
namespace {

constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kEscaped = "\b\f\n\r\t\"\\";
  constexpr std::string_view kNames = "bfnrt\"\\";
  if (const std::size_t name = kEscaped.find(c); name != std::string_view::npos) {
    out += {'\\', kNames[name]};
  } else if (static_cast<std::uint8_t>(c) < ' ') {
    out += "\\u00" + hexadecimal({&c, 1});
  } else {
    out += c;
  }
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::string_view before = text;
    if (!erl::take_utf8(text)) {
      out += kReplacementCharacter;
      text.remove_prefix(1);
    } else if (const std::string_view character = before.substr(0, before.size() - text.size());
               character.size() == 1) {
      append_escaped(out, character.front());
    } else {
      out += character;
    }
  }
  return out + "\"";
}

enum class Form { kIndented, kCompact };

class Writer {
 public:
  explicit Writer(Form form) : is_compact_(form == Form::kCompact) {}

  std::string write(const Json& value) {
    put(value, 0);
    return std::move(out_);
  }

 private:
  void put(const Json& json, std::size_t indent) {
    std::visit([this, indent](const auto& value) { put_value(value, indent); }, json.value());
  }
  void put_value(std::nullptr_t, std::size_t) { out_ += "null"; }
  void put_value(bool value, std::size_t) { out_ += value ? "true" : "false"; }
  void put_value(std::int64_t value, std::size_t) { out_ += std::to_string(value); }
  void put_value(double value, std::size_t) {
    if (!std::isfinite(value)) throw Error("JSON has no number for infinity or for what is no number");
    std::array<char, 64> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out_.append(buffer.data(), end);
    // "-0" would be read as the whole number 0.
    if (value == 0 && std::signbit(value)) out_ += ".0";
  }
  void put_value(const std::string& value, std::size_t) { out_ += quoted(value); }
  void put_value(const Json::Array& value, std::size_t indent) {
    put_items('[', value, ']', indent, [this, indent](const Json& element) { put(element, indent + 2); });
  }
  void put_value(const Json::Object& value, std::size_t indent) {
    put_items('{', value, '}', indent, [this, indent](const auto& member) {
      out_ += quoted(member.first) + (is_compact_ ? ":" : ": ");
      put(member.second, indent + 2);
    });
  }

  template <typename Items, typename PutItem>
  void put_items(char open, const Items& items, char close, std::size_t indent, PutItem put_item) {
    out_ += open;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ',';
      first = false;
      new_line(indent + 2);
      put_item(item);
    }
    if (!first) new_line(indent);
    out_ += close;
  }
  void new_line(std::size_t indent) {
    if (!is_compact_) out_ += '\n' + std::string(indent, ' ');
  }

  bool is_compact_;
  std::string out_;
};

}  // namespace

std::string write_json(const Json& value) { return Writer(Form::kIndented).write(value) + "\n"; }

std::string write_json_compact(const Json& value) { return Writer(Form::kCompact).write(value); }

}  // namespace slipway

#include "support/toml.hpp"

#include <algorithm>
#include <tuple>

// The only file that includes toml++: it takes seconds to compile. HEADER_ONLY: without its shared library.
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
// toml++ 3.3 asserts that the key of a header begins like one, or with NDEBUG tells the compiler so, before
// it looks:
// "[?]" ended the program. Without either its parser finds the error.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway {
namespace {

// toml++ limits how deep values are nested, but not the parts of a key; each part is a table, and tables are
// freed by recursion.
constexpr std::size_t kMostKeyParts = 32;

[[noreturn]] void fail(std::string_view source, std::size_t line, std::string_view problem) {
  throw Error(std::string(source) + ":" + std::to_string(line) + ": " + std::string(problem));
}

/// Skips the string that begins at `at` and gives the place behind it. Where it is not closed the parser
/// finds the error, so the end will do.
std::size_t behind_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string three(3, quote);
  const bool several_lines = text.substr(at).starts_with(three);
  const std::size_t width = several_lines ? 3 : 1;
  for (std::size_t i = at + width; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (!several_lines && text[i] == '\n') {
      return i;
    } else if (text.substr(i).starts_with(std::string_view(three).substr(0, width))) {
      return i + width;
    }
  }
  return text.size();
}

void check_key_parts(std::string_view text, std::string_view source) {
  std::size_t line = 1;
  std::size_t parts = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      const std::size_t end = behind_string(text, i);
      line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(i),
                                                  text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      i = end;
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (c == '\n') ++line;
    if (c == '\n' || c == '=' || c == ',' || c == '{') parts = 1;
    if (c == '.' && ++parts > kMostKeyParts) fail(source, line, "a key has at most 32 parts");
    ++i;
  }
}

// TOML allows none anywhere, and a NUL behind "[" meets an assertion of toml++ 3.3.
void check_control_characters(std::string_view text, std::string_view source) {
  std::size_t line = 1;
  for (const char c : text) {
    if (c == '\n') ++line;
    const bool is_control = (c >= 0 && c < ' ') || c == '\x7F';
    if (is_control && c != '\n' && c != '\r' && c != '\t')
      fail(source, line,
           concat(
               {"a control character (", std::to_string(c), "); a string has it as ", toml_quoted({&c, 1})}));
  }
}

TomlValue converted(const ::toml::node& node);

TomlTable converted_table(const ::toml::table& table) {
  using Place = std::tuple<std::size_t, std::size_t>;
  std::vector<std::pair<Place, TomlEntry>> entries;
  for (const auto& [key, node] : table) {
    const ::toml::source_position begin = key.source().begin;
    entries.push_back({{begin.line, begin.column}, {std::string(key.str()), converted(node), begin.line}});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  TomlTable result;
  for (auto& [place, entry] : entries) result.push_back(std::move(entry));
  return result;
}

TomlArray converted_array(const ::toml::array& array) {
  TomlArray result;
  for (const ::toml::node& node : array) result.push_back(converted(node));
  return result;
}

TomlValue converted(const ::toml::node& node) {
  TomlValue result{TomlDate{}, node.source().begin.line};
  if (const auto* table = node.as_table()) {
    result.value = converted_table(*table);
  } else if (const auto* array = node.as_array()) {
    result.value = converted_array(*array);
  } else if (const auto* string = node.as_string()) {
    result.value = string->get();
  } else if (const auto* integer = node.as_integer()) {
    result.value = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    result.value = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    result.value = boolean->get();
  }
  return result;
}

struct Describe {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double) const { return "a number with a fraction"; }
  std::string operator()(const std::string& value) const { return toml_quoted(value); }
  std::string operator()(const TomlDate&) const { return "a date or a time"; }
  std::string operator()(const TomlArray&) const { return "an array"; }
  std::string operator()(const TomlTable&) const { return "a table"; }
};

}  // namespace

std::string TomlValue::describe() const { return std::visit(Describe{}, value); }

TomlTable read_toml(std::string_view text, std::string_view source) {
  if (text.size() > kLargestToml) fail(source, 1, "the file is larger than 1 MiB");
  check_control_characters(text, source);
  check_key_parts(text, source);
  try {
    return converted_table(::toml::parse(text));
  } catch (const ::toml::parse_error& error) {
    fail(source, error.source().begin.line, error.description());
  }
}

std::string toml_quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < ' ' || byte == 0x7F) {
      out += "\\u00";
      out += {kHex[byte >> 4], kHex[byte & 0x0F]};
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace slipway

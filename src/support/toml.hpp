#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace slipway {

struct TomlEntry;
struct TomlValue;

/// The entries in the order in which they stand in the file; no key stands there twice.
using TomlTable = std::vector<TomlEntry>;
using TomlArray = std::vector<TomlValue>;

/// A date, a time, or both: no setting takes one, so nothing of it is kept.
struct TomlDate {};

struct TomlValue {
  std::variant<bool, std::int64_t, double, std::string, TomlDate, TomlArray, TomlTable> value;
  /// Where it stands, counted from 1.
  std::size_t line = 0;

  /// The alternative, or null where the value is something else.
  template <typename Alternative>
  const Alternative* as() const {
    return std::get_if<Alternative>(&value);
  }
  /// What an error says was seen: `"abc"`, `true`, `12`, `a number with a fraction`, `a date or a time`, `an
  /// array`, `a table`.
  std::string describe() const;
};

struct TomlEntry {
  std::string key;
  TomlValue value;
  /// Where the key stands, counted from 1.
  std::size_t line = 0;
};

/// Settings are written by hand: 1 MiB is far beyond any.
inline constexpr std::size_t kLargestToml = std::size_t{1} << 20;

/// Reads a document (TOML 1.0, https://toml.io/en/v1.0.0). A key has at most 32 parts, and values are nested
/// 256 deep at most. Throws Error "SOURCE:LINE: problem".
TomlTable read_toml(std::string_view text, std::string_view source);

/// As TOML writes a string: in quotes, with escapes for quotes, backslashes and control characters.
std::string toml_quoted(std::string_view text);

}  // namespace slipway

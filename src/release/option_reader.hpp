#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "erl/term.hpp"

namespace slipway::release {

/// Reads the keyword list of a release in mix.exs. `nil` counts as missing. Errors name the option, what
/// stands there and what may. Lists must outlive their reader.
class OptionReader {
 public:
  /// Throws Error where `options` is no keyword list.
  explicit OptionReader(const erl::Term& options);

  /// Null where it is missing.
  const erl::Term* find(std::string_view key) const;
  bool boolean(std::string_view key, bool default_value) const;
  /// As `if` of Elixir takes it: for options such as `quiet: System.get_env("CI")`.
  bool is_truthy(std::string_view key) const;
  /// A string, or a charlist, which Mix takes as well in most places.
  std::optional<std::string> text(std::string_view key, std::string_view expected) const;
  /// A list of texts, or one text.
  std::vector<std::string> texts(std::string_view key, std::string_view expected) const;

  [[noreturn]] static void fail(std::string_view key, const erl::Term& value, std::string_view expected);
  /// The text of a string or a charlist; nothing where the value is neither.
  static std::optional<std::string> string(const erl::Term& value);
  /// The value as Elixir shows it, for messages.
  static std::string show(const erl::Term& value);

 private:
  const erl::Term& options_;
};

}  // namespace slipway::release

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::launcher {

/// The variables that a program is started with, as a value: read once, changed, handed to execve(2). Entries
/// without "=" are kept as they came.
class Environment {
 public:
  Environment() = default;
  explicit Environment(std::vector<std::string> entries) : entries_(std::move(entries)) {}

  /// The variables of this process.
  static Environment of_process();

  /// As getenv(3): the first entry counts.
  std::optional<std::string_view> get(std::string_view name) const;
  /// As ${NAME:-fallback} in a shell: empty counts as unset.
  std::string value_or(std::string_view name, std::string_view fallback) const;
  bool is_set(std::string_view name) const { return !value_or(name, "").empty(); }

  void set(std::string_view name, std::string_view value);
  void unset(std::string_view name);
  /// Gives `name` this value where it is unset or empty.
  void set_default(std::string_view name, std::string_view value);

  const std::vector<std::string>& entries() const { return entries_; }

 private:
  std::vector<std::string> entries_;
};

/// Pointers for execve(2), with the null at the end; they refer to `strings`.
std::vector<char*> exec_pointers(const std::vector<std::string>& strings);

}  // namespace slipway::launcher

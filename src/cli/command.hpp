#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::cli {

/// An option as data: how it is called, what it takes, what it does.
struct OptionSpec {
  /// "--path" or "-f,--force".
  std::string_view names;
  /// What the value is called in the help; empty for a flag. DIR and FILE are completed as paths.
  std::string_view value;
  std::string_view description;
};

struct PositionalSpec {
  /// "NAME"; the command gets at most one, unless it takes a list, and it may be missing.
  std::string_view name;
  std::string_view description;
  /// The words that it can be, separated by spaces; empty where it can be anything. For completions: the
  /// command itself refuses others.
  std::string_view choices = {};
  /// The command takes several of them.
  bool is_list = false;
  /// How the line "Usage:" shows it, where that is not "[NAME]", or "[NAME]..." for a list.
  std::string_view usage = {};
};

/// The rows of both, for commands that share some.
template <std::size_t kFirst, std::size_t kSecond>
constexpr std::array<OptionSpec, kFirst + kSecond> joined(const std::array<OptionSpec, kFirst>& first,
                                                          const std::array<OptionSpec, kSecond>& second) {
  std::array<OptionSpec, kFirst + kSecond> all{};
  for (std::size_t i = 0; i < kFirst; ++i) all[i] = first[i];
  for (std::size_t i = 0; i < kSecond; ++i) all[kFirst + i] = second[i];
  return all;
}

/// What stood on the command line behind the command's name.
class Arguments {
 public:
  bool has(std::string_view flag) const { return flags_.contains(flag); }
  /// The last one, where the option was given.
  std::optional<std::string> value(std::string_view option) const;
  /// All of an option that can be given several times, in their order.
  std::vector<std::string> values(std::string_view option) const;
  std::optional<std::string> positional() const {
    return positionals_.empty() ? std::nullopt : std::optional(positionals_.front());
  }
  const std::vector<std::string>& positionals() const { return positionals_; }

  /// What stood behind "--", for a command that takes words of another one.
  const std::vector<std::string>& rest() const { return rest_; }
  void set_rest(std::vector<std::string> words) { rest_ = std::move(words); }

  void set_flag(std::string name) { flags_.insert(std::move(name)); }
  void add_value(std::string name, std::string value) {
    values_[std::move(name)].push_back(std::move(value));
  }
  void add_positional(std::string value) { positionals_.push_back(std::move(value)); }

 private:
  std::set<std::string, std::less<>> flags_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> positionals_;
  std::vector<std::string> rest_;
};

/// A row of the table of commands.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view details;
  std::optional<PositionalSpec> positional;
  std::span<const OptionSpec> options;
  /// Runs the command; the result is the exit code. Throws Error.
  int (*run)(const Arguments& arguments);
  /// What the words behind "--" are called in the help; empty where the command takes none.
  std::string_view rest = {};
};

}  // namespace slipway::cli

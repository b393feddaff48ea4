#include "registry/challenge.hpp"

#include <algorithm>
#include <optional>

namespace slipway::registry {
namespace {

/// RFC 9110, section 5.6.2.
bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

class ChallengeReader {
 public:
  explicit ChallengeReader(std::string_view text) : rest_(text) {}

  std::vector<Challenge> read() {
    std::vector<Challenge> challenges;
    while (challenges.size() < kMostChallenges) {
      skip(" \t,");
      const std::string scheme = lower(token());
      if (scheme.empty()) break;
      challenges.push_back({.scheme = scheme});
      read_parameters(challenges.back());
    }
    return challenges;
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }

  std::string_view token() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_token_character);
    const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
  }

  static std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
  }

  std::string quoted() {
    std::string text;
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    return text;
  }

  /// Up to what is no parameter, which is the next challenge's scheme. A token68, which no scheme of
  /// registries has, is passed over.
  void read_parameters(Challenge& challenge) {
    for (;;) {
      const std::string_view before = rest_;
      skip(" \t,");
      const std::string name = lower(token());
      skip(" \t");
      if (name.empty() || !rest_.starts_with('=')) {
        rest_ = before;
        return;
      }
      skip("=");
      skip(" \t");
      challenge.parameters.emplace(name, rest_.starts_with('"') ? quoted() : std::string(token()));
    }
  }

  std::string_view rest_;
};

}  // namespace

std::vector<Challenge> read_challenges(std::string_view field) { return ChallengeReader(field).read(); }

}  // namespace slipway::registry

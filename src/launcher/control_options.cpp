#include "launcher/control_options.hpp"

#include <algorithm>
#include <cstdint>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/suggestion.hpp"
#include "base/text.hpp"

namespace slipway::launcher {
namespace {

/// "5", "0.25", ".5": seconds, to the millisecond.
std::optional<std::chrono::milliseconds> seconds(std::string_view text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, dot);
  std::string fraction(text.substr(std::min(dot + 1, text.size())));
  if (whole.empty() && fraction.empty()) return std::nullopt;
  const auto is_digit = [](char character) { return character >= '0' && character <= '9'; };
  if (!std::all_of(whole.begin(), whole.end(), is_digit) || whole.size() > 9) return std::nullopt;
  if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
  fraction.resize(3, '0');
  const auto count = decimal_number<std::int64_t>(concat({whole, fraction}));
  if (!count || *count == 0) return std::nullopt;
  return std::chrono::milliseconds(*count);
}

[[noreturn]] void refuse(std::string_view command, const std::string& option,
                         const std::vector<std::string_view>& allowed) {
  std::string text = concat({command, " has no option ", option});
  if (const std::optional<std::string_view> meant = suggestion(option, allowed)) {
    text += concat({"; did you mean ", *meant, "?"});
  } else if (!allowed.empty()) {
    text += "; it has " + join(allowed, ", ");
  }
  throw UsageError(text);
}

}  // namespace

ControlOptions read_control_options(std::string_view command, const std::vector<std::string>& words,
                                    const std::vector<std::string_view>& allowed) {
  ControlOptions options;
  std::size_t at = 0;
  const auto value = [&](std::string_view option, std::string_view what) {
    if (++at >= words.size()) throw UsageError(concat({option, " needs ", what, " behind it"}));
    return words[at];
  };
  for (; at < words.size() && words[at].starts_with("--"); ++at) {
    const std::string& option = words[at];
    if (option == "--") {
      ++at;
      break;
    }
    if (std::find(allowed.begin(), allowed.end(), option) == allowed.end()) refuse(command, option, allowed);
    if (option == "--timeout") {
      const std::string text = value(option, "a number of seconds");
      options.timeout = seconds(text);
      if (!options.timeout) {
        throw UsageError("--timeout is \"" + text +
                         "\"; it is a number of seconds above 0, such as 5 or 0.5");
      }
    } else if (option == "--file") {
      options.file = value(option, "the path of a file");
    } else if (option == "--mfa") {
      options.mfa = true;
      ++at;
      break;
    } else if (option == "--no-wait") {
      options.wait = false;
    } else if (option == "--live") {
      options.live = true;
    } else if (option == "--json") {
      options.json = true;
    }
  }
  options.words.assign(words.begin() + static_cast<std::ptrdiff_t>(std::min(at, words.size())), words.end());
  return options;
}

}  // namespace slipway::launcher

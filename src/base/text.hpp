#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace slipway {

/// The parts, one behind the other.
inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

/// Texts with `separator` between them.
std::string join(const auto& texts, std::string_view separator) {
  std::string joined;
  bool first = true;
  for (const std::string_view text : texts) {
    if (!first) joined += separator;
    joined += text;
    first = false;
  }
  return joined;
}

/// The text as a terminal may get it: control characters of ASCII and of Latin-1 (in UTF-8) are written as
/// "\\x1b", all but line feed and tab, and a carriage return in front of a line feed is left out. What files
/// and the network say could else move the cursor or set a title.
std::string visible(std::string_view text);

}  // namespace slipway

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

}  // namespace slipway

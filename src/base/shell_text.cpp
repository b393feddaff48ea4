#include "base/shell_text.hpp"

#include <algorithm>

namespace slipway {

bool has_commands(std::string_view script) {
  for (std::size_t begin = 0; begin < script.size();) {
    const std::size_t end = std::min(script.find('\n', begin), script.size());
    const std::string_view line = script.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos && line[first] != '#') return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace slipway

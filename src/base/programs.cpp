#include "base/programs.hpp"

#include <unistd.h>

#include <algorithm>

namespace slipway {

std::optional<std::filesystem::path> find_program(std::string_view name, std::string_view path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::filesystem::path folder = end > begin ? path.substr(begin, end - begin) : ".";
    const std::filesystem::path program = folder / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0)
      return program;
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace slipway

#include "image/symbol_versions.hpp"

#include <charconv>
#include <string_view>

namespace slipway::image {
namespace {

/// The number behind "GLIBC_": {2, 38}; nothing for GLIBC_PRIVATE.
std::vector<unsigned> number_of(std::string_view version, std::string_view family) {
  std::vector<unsigned> numbers;
  version.remove_prefix(family.size());
  while (!version.empty()) {
    unsigned number = 0;
    const auto [end, problem] = std::from_chars(version.data(), version.data() + version.size(), number);
    if (problem != std::errc()) return {};
    numbers.push_back(number);
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    if (version.starts_with('.')) version.remove_prefix(1);
  }
  return numbers;
}

}  // namespace

std::string newest_like(const std::string& version, const std::vector<std::string>& versions) {
  const std::string_view family = std::string_view(version).substr(0, version.rfind('_') + 1);
  std::string newest;
  for (const std::string& other : versions) {
    if (!other.starts_with(family) || number_of(other, family).empty()) continue;
    if (newest.empty() || number_of(newest, family) < number_of(other, family)) newest = other;
  }
  return newest;
}

}  // namespace slipway::image

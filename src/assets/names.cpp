#include "assets/names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace slipway::assets {
namespace {

constexpr std::size_t kDigits = 32;
constexpr std::array<std::string_view, 10> kCompressible = {".js",   ".map",  ".css", ".txt", ".text",
                                                            ".html", ".json", ".svg", ".eot", ".ttf"};

bool is_hexadecimal(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool has_digest(std::string_view name) {
  for (std::size_t dash = name.find('-'); dash != name.npos; dash = name.find('-', dash + 1)) {
    const std::string_view digits = name.substr(dash + 1, kDigits);
    if (digits.size() == kDigits && std::all_of(digits.begin(), digits.end(), is_hexadecimal)) return true;
  }
  return false;
}

}  // namespace

std::string_view extension_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == name.npos ? std::string_view() : name.substr(dot);
}

std::string digested_name(std::string_view name, std::string_view md5) {
  const std::string_view extension = extension_of(name);
  return concat({name.substr(0, name.size() - extension.size()), "-", md5, extension});
}

bool is_product(std::string_view name) {
  return has_digest(name) || extension_of(name) == kCompressedExtension || name == kManifestName;
}

bool is_compressible(std::string_view name) {
  return std::find(kCompressible.begin(), kCompressible.end(), extension_of(name)) != kCompressible.end();
}

}  // namespace slipway::assets

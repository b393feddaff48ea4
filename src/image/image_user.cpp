#include "image/image_user.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace slipway::image {
namespace {

std::uint32_t number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

ImageUser image_user(const std::string& text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::uint32_t user = number(std::string_view(text).substr(0, colon));
  return {user, colon == text.size() ? user : number(std::string_view(text).substr(colon + 1))};
}

bool may_use(const ImageUser& user, mode_t mode, bool is_folder) {
  if (user.user == 0) return true;
  constexpr unsigned kGroup = 3;  // bits behind those of the others
  const mode_t granted = user.group == 0 ? mode >> kGroup : mode;
  const mode_t needed = is_folder || (mode & S_IXUSR) != 0 ? S_IROTH | S_IXOTH : S_IROTH;
  return (granted & needed) == needed;
}

}  // namespace slipway::image

#include "support/mount_points.hpp"

#include <sstream>
#include <string>
#include <string_view>

#include "base/files.hpp"

namespace slipway {
namespace {

// proc(5), /proc/PID/mountinfo: "\040" and its like stand for white space and backslashes.
std::string unescaped(std::string_view word) {
  std::string path;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '\\' || i + 3 >= word.size()) {
      path += word[i];
      continue;
    }
    path += static_cast<char>((word[i + 1] - '0') * 64 + (word[i + 2] - '0') * 8 + (word[i + 3] - '0'));
    i += 3;
  }
  return path;
}

}  // namespace

bool holds_mount_point(const std::filesystem::path& canonical_folder) {
  std::istringstream mounts(read_file_if_exists("/proc/self/mountinfo").value_or(""));
  const std::string folder = canonical_folder.string();
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string place;
    for (int i = 0; i < 5; ++i) words >> place;
    place = unescaped(place);
    if (place == folder || place.starts_with(folder + "/")) return true;
  }
  return false;
}

}  // namespace slipway

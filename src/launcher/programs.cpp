#include "launcher/programs.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace slipway::launcher {

std::optional<std::string> find_program(const std::string& name, const Environment& environment) {
  if (name.find('/') != std::string::npos) return name;
  const std::string path = environment.value_or("PATH", "/usr/bin:/bin");
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    // An empty element is the present folder.
    const std::string folder = end == begin ? "." : path.substr(begin, end - begin);
    std::string candidate = folder + "/" + name;
    struct stat status {};
    const bool is_file = ::stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode);
    if (is_file && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace slipway::launcher

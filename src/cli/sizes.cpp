#include "cli/sizes.hpp"

#include <cstdio>
#include <system_error>

namespace slipway::cli {

namespace fs = std::filesystem;

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, seconds < 0.1 ? "%.3f s" : "%.1f s", seconds);
  return text;
}

std::string size_text(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

std::string shortest(const fs::path& path) {
  std::error_code error;
  // fs::relative(path, error) throws all the same where the working folder is gone (libstdc++ 12).
  const fs::path here = fs::current_path(error);
  if (error) return path.string();
  const fs::path relative = fs::relative(path, here, error);
  const bool shorter = !error && !relative.empty() && !relative.string().starts_with("..");
  return (shorter ? relative : path).string();
}

}  // namespace slipway::cli

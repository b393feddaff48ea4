#include "cli/image_places.hpp"

#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLayoutPrefix = "oci:";
constexpr std::string_view kArchiveEnd = ".oci.tar";

}  // namespace

oci::Platform this_platform() {
#if defined(__aarch64__)
  return {.os = "linux", .architecture = "arm64"};
#else
  return {.os = "linux", .architecture = "amd64"};
#endif
}

std::optional<ImagePlace> image_place(const std::string& text) {
  if (!text.starts_with(kLayoutPrefix)) {
    if (fs::exists(text)) return ImagePlace{text, ""};
    return std::nullopt;
  }
  const std::string rest = text.substr(kLayoutPrefix.size());
  const std::size_t colon = rest.rfind(':');
  if (fs::exists(rest) || colon == std::string::npos || rest.find('/', colon) != std::string::npos) {
    return ImagePlace{rest, ""};
  }
  return ImagePlace{rest.substr(0, colon), rest.substr(colon + 1)};
}

fs::path last_archive(const std::optional<std::string>& release) {
  const char* variable = std::getenv("MIX_ENV");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  const fs::path folder = fs::path("_build") / (variable == nullptr || *variable == '\0' ? "prod" : variable);
  fs::path last;
  fs::file_time_type time;
  std::error_code missing;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, missing)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(kArchiveEnd) || (release && !name.starts_with(*release + "-"))) continue;
    if (last.empty() || entry.last_write_time() > time) {
      last = entry.path();
      time = entry.last_write_time();
    }
  }
  if (!last.empty()) return last;
  throw Error(concat(
      {"there is no image ", release ? "of " + *release + " " : "", "in ", folder.string(),
       "; `slipway image` makes one, and an archive or a layout can be named: slipway push FILE REF"}));
}

}  // namespace slipway::cli

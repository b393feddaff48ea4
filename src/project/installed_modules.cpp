#include "project/installed_modules.hpp"

#include <string_view>
#include <system_error>

namespace slipway::project {
namespace {

namespace fs = std::filesystem;

/// "xmerl-1.3.30" and "xmerl" alike.
std::string application_name(const std::string& folder) {
  const std::size_t dash = folder.rfind('-');
  const bool has_version = dash != std::string::npos && dash + 1 < folder.size() &&
                           folder.find_first_not_of("0123456789.", dash + 1) == std::string::npos;
  return has_version ? folder.substr(0, dash) : folder;
}

void add_modules(const fs::path& ebin, const std::string& application, InstalledModules& modules) {
  std::error_code missing;
  for (fs::directory_iterator file(ebin, missing), end; !missing && file != end; file.increment(missing)) {
    const fs::path& path = file->path();
    if (path.extension() == ".beam") modules.emplace(path.stem().native(), application);
  }
}

}  // namespace

InstalledModules find_installed_modules(const std::vector<fs::path>& folders) {
  InstalledModules modules;
  for (const fs::path& folder : folders) {
    std::error_code missing;
    for (fs::directory_iterator entry(folder, missing), end; !missing && entry != end;
         entry.increment(missing)) {
      const std::string application = application_name(entry->path().filename().native());
      if (application != "erts") add_modules(entry->path() / "ebin", application, modules);
    }
  }
  return modules;
}

}  // namespace slipway::project

#include "registry/tls_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::registry {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// The other half of a pair, which must be there.
fs::path partner(const fs::path& file, std::string_view extension) {
  fs::path other = file;
  other.replace_extension(extension);
  if (!fs::exists(other)) {
    throw Error(concat({file.string(), " is of no use without ", other.string(), ", which is not there"}));
  }
  return other;
}

TlsFiles read_folder(const fs::path& folder) {
  TlsFiles files;
  const std::vector<fs::path> authorities = files_of(folder, ".crt");
  const auto usual = std::find(authorities.begin(), authorities.end(), folder / "ca.crt");
  if (usual != authorities.end()) {
    files.authorities = *usual;
  } else if (!authorities.empty()) {
    files.authorities = authorities.front();
  }
  for (const fs::path& key : files_of(folder, ".key")) partner(key, ".cert");
  if (const auto own = files_of(folder, ".cert"); !own.empty()) {
    files.certificate = own.front();
    files.key = partner(own.front(), ".key");
  }
  return files;
}

}  // namespace

std::vector<fs::path> certificate_folders() {
  std::vector<fs::path> folders{"/etc/docker/certs.d"};
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    folders.push_back(fs::path(home) / ".config/containers/certs.d");
  }
  folders.emplace_back("/etc/containers/certs.d");
  return folders;
}

TlsFiles find_tls_files(const std::string& registry, const ConnectionOptions& options,
                        const std::vector<fs::path>& folders) {
  std::error_code error;
  if (!options.certificates.empty()) {
    if (fs::is_directory(options.certificates, error)) return read_folder(options.certificates);
    throw Error(concat({"--cert-dir: ", options.certificates.string(),
                        " is no folder; it holds ca.crt, or NAME.cert and NAME.key"}));
  }
  for (const fs::path& folder : folders) {
    if (fs::is_directory(folder / registry, error)) return read_folder(folder / registry);
  }
  return {};
}

}  // namespace slipway::registry

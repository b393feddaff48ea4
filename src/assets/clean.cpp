#include "assets/clean.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "assets/cache_manifest.hpp"
#include "assets/names.hpp"
#include "assets/output_files.hpp"
#include "base/text.hpp"

namespace slipway::assets {
namespace {

class Remover {
 public:
  explicit Remover(const OutputFiles& output) : output_(output) {}

  void remove(const std::string& path) {
    if (output_.remove(path)) ++removed_;
  }
  void remove_compressed(const std::string& path) { remove(concat({path, kCompressedExtension})); }

  std::size_t removed() const { return removed_; }

 private:
  const OutputFiles& output_;
  std::size_t removed_ = 0;
};

struct Version {
  std::string path;
  std::int64_t mtime;
};

/// Those that are not the latest, by the file that they are versions of, the newest first.
std::map<std::string, std::vector<Version>> old_versions(const CacheManifest& manifest) {
  std::set<std::string_view> latest;
  for (const auto& [name, digested] : manifest.latest) latest.insert(digested);
  std::map<std::string, std::vector<Version>> versions;
  for (const auto& [path, entry] : manifest.digests) {
    if (!latest.contains(path)) versions[entry.logical_path].push_back({path, entry.mtime});
  }
  for (auto& [name, of_name] : versions) {
    std::stable_sort(of_name.begin(), of_name.end(),
                     [](const Version& one, const Version& other) { return one.mtime > other.mtime; });
  }
  return versions;
}

}  // namespace

std::size_t clean(const CleanWish& wish) {
  const OutputFiles output(wish.folder);
  CacheManifest manifest = read_cache_manifest(output.folder());
  Remover remover(output);
  const std::int64_t oldest = wish.now + kGregorianEpoch - wish.age;
  for (const auto& [name, versions] : old_versions(manifest)) {
    for (std::size_t index = 0; index < versions.size(); ++index) {
      if (index < wish.keep && versions[index].mtime >= oldest) continue;
      remover.remove(versions[index].path);
      remover.remove_compressed(versions[index].path);
      manifest.digests.erase(versions[index].path);
    }
  }
  if (!manifest.latest.empty() || remover.removed() > 0)
    output.put(std::string(kManifestName), write_cache_manifest(manifest));
  return remover.removed();
}

std::size_t clean_all(const std::filesystem::path& folder) {
  const OutputFiles output(folder);
  const CacheManifest manifest = read_cache_manifest(output.folder());
  Remover remover(output);
  for (const auto& [path, entry] : manifest.digests) {
    remover.remove(path);
    remover.remove_compressed(path);
    remover.remove_compressed(entry.logical_path);
  }
  remover.remove(std::string(kManifestName));
  return remover.removed();
}

}  // namespace slipway::assets

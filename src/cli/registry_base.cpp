#include "cli/registry_base.hpp"

#include <utility>

#include "base/text.hpp"
#include "cli/registry_pull.hpp"
#include "image/base_lock.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

void tell(std::FILE* stream, const std::string& text) {
  if (stream != nullptr) std::fputs(text.c_str(), stream);
}

}  // namespace

BaseFetcher base_fetcher(RegistryWish registries, registry::ImageStore store, fs::path project,
                         bool is_updated, std::FILE* stream) {
  return [registries = std::move(registries), store = std::move(store), project = std::move(project),
          is_updated, stream](const oci::Reference& reference, const oci::Platform& platform) -> fs::path {
    if (reference.digest) return pull_image(registries, reference, platform, store, stream).layout;
    const std::string name = reference.full();
    image::BaseLock lock = image::load_base_lock(project);
    const auto noted = lock.bases.find(name);
    oci::Reference wanted = reference;
    if (noted != lock.bases.end() && !is_updated) wanted.digest = noted->second;
    PulledImage pulled = pull_image(registries, wanted, platform, store, stream);
    if (noted != lock.bases.end() && noted->second == pulled.digest) return std::move(pulled.layout);
    lock.bases[name] = pulled.digest;
    image::store_base_lock(project, lock);
    tell(stream,
         concat({"* base ", name, " is ", pulled.digest.text(), " from now on (", image::kLockFile, ")\n"}));
    return std::move(pulled.layout);
  };
}

}  // namespace slipway::cli

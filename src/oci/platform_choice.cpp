#include "oci/platform_choice.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::oci {
namespace {

constexpr std::size_t kMostListed = 20;

std::string platforms_of(const std::vector<Descriptor>& descriptors) {
  std::vector<std::string> texts;
  for (const Descriptor& descriptor : descriptors) {
    if (descriptor.platform && !is_attestation(descriptor)) texts.push_back(descriptor.platform->text());
  }
  return texts.empty() ? "no platform at all" : listed_texts(texts);
}

}  // namespace

bool runs_on(const Platform& image, const Platform& wanted) {
  return image.os == wanted.os && image.architecture == wanted.architecture &&
         (image.variant.empty() || wanted.variant.empty() || image.variant == wanted.variant);
}

bool is_attestation(const Descriptor& descriptor) {
  return descriptor.annotations.contains("vnd.docker.reference.type") ||
         (descriptor.platform && descriptor.platform->os == "unknown");
}

std::string listed_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> first = texts;
  std::sort(first.begin(), first.end());
  first.erase(std::unique(first.begin(), first.end()), first.end());
  const bool is_cut = first.size() > kMostListed;
  if (is_cut) first.resize(kMostListed);
  return join(first, ", ") + (is_cut ? ", ..." : "");
}

const Descriptor& choose_platform(const ImageIndex& index, const Platform& platform,
                                  std::string_view source) {
  const Descriptor* chosen = nullptr;
  for (const Descriptor& descriptor : index.manifests) {
    if (is_attestation(descriptor) || !descriptor.platform || !runs_on(*descriptor.platform, platform))
      continue;
    const bool is_exact = descriptor.platform->variant == platform.variant;
    if (chosen == nullptr || (is_exact && chosen->platform->variant != platform.variant))
      chosen = &descriptor;
  }
  if (chosen != nullptr) return *chosen;
  if (index.manifests.size() == 1 && !index.manifests.front().platform) return index.manifests.front();
  throw Error(concat({source, ": the image is there for ", platforms_of(index.manifests), ", and ",
                      platform.text(), " is needed"}));
}

}  // namespace slipway::oci

#include "cli/registry_pull.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/transfer_report.hpp"

namespace slipway::cli {

PulledImage pull_image(RegistryWish registries, const oci::Reference& reference,
                       const oci::Platform& platform, const registry::ImageStore& store, std::FILE* stream) {
  if (reference.digest) {
    if (const auto layout = store.find(*reference.digest, platform))
      return {.layout = *layout, .digest = *reference.digest};
  }
  TransferReport report(stream);
  RegistryAccess access(std::move(registries), [&report](const std::string& text) { report.note(text); });
  registry::Repository& repository = access.repository(reference, registry::Repository::Access::kPull);
  const std::string name = reference.digest ? reference.digest->text() : reference.tag_or_latest();
  const auto document = repository.find_manifest(name);
  if (!document) {
    throw Error(concat({reference.full(), ": there is no such image in the registry, which was asked ",
                        repository.conversation().identity()}));
  }
  std::vector<bool> present;
  const registry::ImageStore::Events events{
      .on_begin =
          [&](const std::vector<oci::Descriptor>& blobs, const std::vector<bool>& here) {
            present = here;
            report.begin(blobs);
          },
      .on_progress = [&](std::size_t blob, std::uint64_t bytes) { report.progress(blob, bytes); },
      .on_end =
          [&](std::size_t blob) {
            report.end(blob, present[blob] ? "already here" : "fetched", !present[blob]);
          }};
  PulledImage pulled{.layout = store.fetch(repository, *document, platform, events),
                     .digest = document->descriptor.digest};
  pulled.moved_bytes = report.moved_bytes();
  return pulled;
}

}  // namespace slipway::cli

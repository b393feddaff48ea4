#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "base/files.hpp"
#include "fuzz_support.hpp"
#include "oci/image_source.hpp"
#include "support/tar_reader.hpp"

using namespace slipway;
using namespace slipway::oci;

namespace {

void read_as_images(std::string_view bytes) {
  const FileDescriptor file(::memfd_create("input", MFD_CLOEXEC));
  write_all(file, bytes, "input");
  // Each process has its own, because several fuzz at once.
  const auto scratch =
      std::filesystem::temp_directory_path() / ("slipway-fuzz-" + std::to_string(::getpid()));
  const ImageSource source = ImageSource::open("/proc/self/fd/" + std::to_string(file.get()), scratch);
  for (const Descriptor& descriptor : source.index().manifests) {
    fuzz::allowing_errors([&] {
      const StoredImage stored = source.find(descriptor.digest.text(), {});
      for (const Descriptor& layer : stored.manifest.layers) {
        fuzz::allowing_errors([&] {
          const ByteSource content = source.stream(layer);
          while (!content().empty()) continue;
        });
      }
    });
  }
}

void read_as_layer(std::string_view bytes) {
  TarReader tar([rest = bytes]() mutable { return std::exchange(rest, {}); }, "input");
  while (const auto entry = tar.next()) {
    std::uint64_t size = 0;
    for (std::string_view piece = tar.read(); !piece.empty(); piece = tar.read()) size += piece.size();
    if (entry->kind == TarEntry::Kind::kFile) fuzz::require(size == entry->size, "the size is true");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] { read_as_images(fuzz::bytes(data, size)); });
  fuzz::allowing_errors([&] { read_as_layer(fuzz::bytes(data, size)); });
  return 0;
}

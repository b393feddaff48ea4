#include "fuzz_support.hpp"
#include "image/elf.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::bytes(data, size);
  fuzz::allowing_errors([&] {
    const image::ElfFile file = image::read_elf(bytes, "input");
    fuzz::require(bytes.starts_with(image::kElfMagic), "what can be read is an ELF file");
    fuzz::require(!image::machine_name(file).empty(), "every machine has a name");
    for (const std::string& folder : file.runpath) fuzz::require(!folder.empty(), "folders have names");
    // One alone: each looks through all symbols, and the closure asks for the first that is missing.
    if (file.version_needs.empty() || file.version_needs.front().versions.empty()) return;
    const image::ElfVersionNeed& need = file.version_needs.front();
    image::symbol_of_version(bytes, need.library, need.versions.front(), "input");
  });
  return 0;
}

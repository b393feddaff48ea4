#include "assets/cache_manifest.hpp"
#include "fuzz_support.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const auto manifest = assets::parse_cache_manifest(fuzz::bytes(data, size), "input");
    const auto again = assets::parse_cache_manifest(assets::write_cache_manifest(manifest), "output");
    // What is written is read as it was.
    if (again != manifest) __builtin_trap();
  });
  return 0;
}

#include "assets/cache_manifest.hpp"
#include "fuzz_support.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const auto manifest = assets::parse_cache_manifest(fuzz::bytes(data, size), "input");
    // What is written is read as it was.
    if (assets::parse_cache_manifest(assets::write_cache_manifest(manifest), "output") != manifest) __builtin_trap();
  });
  return 0;
}

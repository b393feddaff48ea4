#include "fuzz_support.hpp"
#include "image/base_lock.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const image::BaseLock lock = image::read_base_lock(fuzz::bytes(data, size), "input");
    fuzz::require(image::read_base_lock(image::write_base_lock(lock), "output") == lock,
                  "a lock is read as it was written");
  });
  return 0;
}

#include "fuzz_support.hpp"
#include "project/fingerprint.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const std::string_view bytes = fuzz::bytes(data, size);
    fuzz::require(project::write_fingerprint(project::read_fingerprint(bytes, "input")) == bytes,
                  "a fingerprint has one form");
  });
  return 0;
}

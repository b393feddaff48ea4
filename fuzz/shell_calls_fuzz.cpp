#include "fuzz_support.hpp"
#include "image/shell_calls.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] { image::calls_shell(fuzz::bytes(data, size), "input"); });
  return 0;
}

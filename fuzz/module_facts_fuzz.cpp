#include "fuzz_support.hpp"
#include "release/module_facts.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] { release::read_module_facts(fuzz::bytes(data, size), "input"); });
  return 0;
}

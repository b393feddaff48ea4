#include "erl/application_resource.hpp"
#include "fuzz_support.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const auto resource = erl::read_application_resource(fuzz::bytes(data, size), "demo", "input");
    fuzz::require(resource.name == "demo", "the application is the one that was asked for");
    fuzz::require(!resource.version.empty(), "every application has a version");
  });
  return 0;
}

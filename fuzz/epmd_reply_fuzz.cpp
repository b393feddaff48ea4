#include "control/epmd_client.hpp"
#include "fuzz_support.hpp"
#include "support/scripted_stream.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    control::Connection epmd = testing_support::scripted(fuzz::bytes(data, size), 3);
    fuzz::require(control::ask_epmd(epmd, "shop") != 0, "a port is not 0");
  });
  return 0;
}

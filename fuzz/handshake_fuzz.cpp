#include "control/handshake.hpp"
#include "fuzz_support.hpp"
#include "support/scripted_stream.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    control::Connection connection = testing_support::scripted(fuzz::bytes(data, size), 7);
    shake_hands(connection, "bare@host", "secret");
    fuzz::require(false, "nobody answers a challenge that he can't know");
  });
  return 0;
}

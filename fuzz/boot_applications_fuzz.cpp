#include "fuzz_support.hpp"
#include "launcher/health_command.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The id that the corpus has: {a, a}.
  constexpr std::string_view kId("h\2w\1aw\1a", 8);
  fuzz::allowing_errors([&] {
    const auto applications = launcher::permanent_applications(fuzz::bytes(data, size), kId);
    fuzz::require(!applications || applications->size() <= size, "a file can't start more than it has bytes");
  });
  return 0;
}

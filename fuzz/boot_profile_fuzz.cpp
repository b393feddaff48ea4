#include "erl/boot_profile.hpp"
#include "fuzz_support.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const std::vector<std::string> modules = erl::read_boot_profile(fuzz::bytes(data, size), "input");
    std::string text;
    for (const std::string& module : modules) text += module + "\n";
    fuzz::require(erl::read_boot_profile(text, "ours") == modules, "the modules make the same profile");
  });
  return 0;
}

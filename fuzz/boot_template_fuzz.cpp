#include "fuzz_support.hpp"
#include "release/boot_script.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const auto boot = release::read_boot_template(fuzz::bytes(data, size), "input");
    fuzz::require(!boot.preloaded.empty() && !boot.first_modules.empty() && !boot.kernel_processes.empty(),
                  "a template is whole");
    for (const erl::Term& process : boot.kernel_processes) {
      const auto* elements = process.tuple(3);
      fuzz::require(elements != nullptr && (*elements)[2].tuple(3) != nullptr,
                    "kernel processes have their shape");
    }
  });
  return 0;
}

#include "cli/embedded.hpp"

// Defined by the assembly that cmake/embed.cmake writes.
extern "C" {
extern const char slipway_launcher_x86_64_linux_begin[];
extern const char slipway_launcher_x86_64_linux_end[];
extern const char slipway_probe_begin[];
extern const char slipway_probe_end[];
}

namespace slipway::cli {

std::string_view embedded_launcher() {
  return {slipway_launcher_x86_64_linux_begin, slipway_launcher_x86_64_linux_end};
}

std::string_view embedded_probe() { return {slipway_probe_begin, slipway_probe_end}; }

}  // namespace slipway::cli

#include "fuzz_support.hpp"
#include "project/slipway_toml.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const project::Settings settings = project::parse_settings(fuzz::bytes(data, size), "input");
    if (settings.node.port) {
      fuzz::require(*settings.node.port >= 1 && *settings.node.port <= 65535, "a port is one");
    }
    for (const auto& [name, value] : settings.environment) {
      const std::string entry = name + "=" + value;
      fuzz::require(!name.empty() && name.find('=') == std::string::npos, "a name is a variable's");
      fuzz::require(entry.find('\0') == std::string::npos, "execve takes what is read");
      fuzz::require(!project::expression_problem(value), "the launcher understands each value");
    }
  });
  return 0;
}

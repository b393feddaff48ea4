#include "fuzz_support.hpp"
#include "launcher/expansion.hpp"
#include "launcher/system_erlang.hpp"

using namespace slipway;
using namespace slipway::launcher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::bytes(data, size);
  const HostFacts host{[] { return std::string("10.0.0.7"); }, [] { return std::string(); }};
  fuzz::allowing_errors([&] { expand(text, "[env] X", Environment({"A=a", "B="}), host); });
  // With its dollars doubled, every text stands for itself.
  std::string doubled;
  for (const char c : text) doubled += c == '$' ? "$$" : std::string(1, c);
  fuzz::require(expand(doubled, "[env] X", Environment(), host) == text, "a doubled dollar is a dollar");

  fuzz::allowing_errors([&] {
    const SystemErlang erlang = read_emulator_arguments(text, "erl");
    fuzz::require(!erlang.root.empty(), "an Erlang that is found has a root");
  });
  return 0;
}

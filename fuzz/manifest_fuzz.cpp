#include "fuzz_support.hpp"
#include "support/manifest.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const std::string_view text = fuzz::bytes(data, size);
    const std::vector<std::string> paths = read_manifest(text, "input");
    fuzz::require(write_manifest(paths) == text, "a manifest has one form");
    for (const std::string& path : paths) {
      fuzz::require(
          !path.empty() && path.front() != '/' && ("/" + path + "/").find("/../") == std::string::npos,
          "paths stay inside of the release");
    }
  });
  return 0;
}

#include "fuzz_support.hpp"
#include "support/inflate.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLimit = std::size_t{1} << 20;
  fuzz::allowing_errors([&] {
    const std::string content = inflate_gzip(fuzz::bytes(data, size), "input", kLimit);
    fuzz::require(content.size() <= kLimit, "the limit holds");
    fuzz::require(is_gzip(fuzz::bytes(data, size)), "what can be inflated is gzip");
  });
  return 0;
}

#include "fuzz_support.hpp"
#include "support/byte_source.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 20;
  // In one piece and byte by byte the content is the same, or both are refused.
  std::string contents[2];
  bool is_refused[2] = {};
  for (const int round : {0, 1}) {
    try {
      std::string_view rest = fuzz::bytes(data, size);
      const ByteSource source = decompressed(
          [&] {
            const std::string_view piece = rest.substr(0, round == 0 ? rest.size() : 1);
            rest.remove_prefix(piece.size());
            return piece;
          },
          "input", kLimit);
      for (std::string_view piece = source(); !piece.empty(); piece = source()) contents[round] += piece;
      fuzz::require(contents[round].size() <= kLimit, "the limit holds");
    } catch (const Error&) {
      is_refused[round] = true;
    }
  }
  fuzz::require(is_refused[0] == is_refused[1], "pieces make no difference");
  fuzz::require(is_refused[0] || contents[0] == contents[1], "the content is the same");
  return 0;
}

#include <algorithm>

#include "erl/beam.hpp"
#include "fuzz_support.hpp"

using namespace slipway;
using namespace slipway::erl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const std::string_view beam = fuzz::bytes(data, size);
    const std::vector<BeamChunk> chunks = read_beam(beam, "input");
    const std::string built = build_beam(chunks);
    const std::vector<BeamChunk> again = read_beam(built, "ours");
    fuzz::require(std::equal(chunks.begin(), chunks.end(), again.begin(), again.end(),
                             [](const BeamChunk& left, const BeamChunk& right) {
                               return left.id == right.id && left.data == right.data;
                             }),
                  "chunks come back from the file that is built of them");
    const std::vector<std::string> keep = {"Code", "AtU8"};
    const std::string stripped = strip_beam(beam, keep, "input");
    fuzz::require(strip_beam(stripped, keep, "ours") == stripped, "stripping twice is stripping once");
  });
  return 0;
}

#include "erl/launch_plan.hpp"
#include "erl/text_writer.hpp"
#include "fuzz_support.hpp"

using namespace slipway;
using namespace slipway::erl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const Term term = to_term(read_launch_plan(fuzz::bytes(data, size), "input"));
    const LaunchPlan again = read_launch_plan(to_consultable_file(term), "ours");
    fuzz::require(to_term(again) == term, "a launch plan comes back from its file");
  });
  return 0;
}

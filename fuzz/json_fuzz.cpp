#include "fuzz_support.hpp"
#include "support/json_reader.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const Json value = read_json(fuzz::bytes(data, size), "input");
    // 1e2 becomes 100, which is a whole number from then on.
    const std::string written = write_json(value);
    fuzz::require(write_json(read_json(written, "written")) == written,
                  "what is written is read as the same");
    const std::string compact = write_json_compact(value);
    fuzz::require(write_json(read_json(compact, "written")) == written, "and when written compactly");
  });
  return 0;
}

#include "fuzz_support.hpp"
#include "support/tree_record.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const TreeRecord record = read_tree_record(fuzz::bytes(data, size), "input");
    const std::string once = write_tree_record(record);
    fuzz::require(write_tree_record(read_tree_record(once, "written")) == once, "a record comes back");
  });
  return 0;
}

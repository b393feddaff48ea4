#include "fuzz_support.hpp"
#include "image/layer_index_file.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const std::string_view bytes = fuzz::bytes(data, size);
    const image::LayerIndex index = image::read_layer_index(bytes, "input");
    image::LayerIndexWriter writer;
    for (const image::LayerRecord& record : index.records) writer.add(record);
    fuzz::require(std::move(writer).finish(index.diff_id) == bytes, "an index has one form");
  });
  return 0;
}

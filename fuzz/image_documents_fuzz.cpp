#include "fuzz_support.hpp"
#include "oci/image_config.hpp"
#include "oci/manifest.hpp"

using namespace slipway;
using namespace slipway::oci;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::bytes(data, size);
  fuzz::allowing_errors([&] {
    const Manifest manifest = read_manifest(text, "input");
    fuzz::require(read_manifest(write_manifest(manifest), "written") == manifest,
                  "a manifest stays the same");
  });
  fuzz::allowing_errors([&] {
    const ImageIndex index = read_index(text, "input");
    fuzz::require(read_index(write_index(index), "written") == index, "an index stays the same");
  });
  fuzz::allowing_errors([&] {
    // Ports and volumes are sorted when they are written, so it is compared from then on.
    const std::string written = write_image_config(read_image_config(text, "input"));
    fuzz::require(write_image_config(read_image_config(written, "written")) == written,
                  "a configuration stays the same");
  });
  return 0;
}

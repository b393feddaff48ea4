#include "fuzz_support.hpp"
#include "oci/reference.hpp"

using namespace slipway;
using namespace slipway::oci;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const Reference reference = Reference::parse(fuzz::bytes(data, size));
    const std::string full = reference.full();
    fuzz::require(Reference::parse(full).full() == full, "the full form is one");
    fuzz::require(Reference::parse(reference.familiar()).full() == full, "the familiar form is the same");
    fuzz::require(reference.repository.find("..") == std::string::npos, "no path in it leads upwards");
  });
  return 0;
}

#include "erl/external.hpp"
#include "erl/text_reader.hpp"
#include "erl/text_writer.hpp"
#include "fuzz_support.hpp"

using namespace slipway;
using namespace slipway::erl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const Term term = decode_external(fuzz::bytes(data, size), "input");
    const std::string external = encode_external(term);
    fuzz::require(decode_external(external, "ours") == term, "a term comes back from its external form");
    fuzz::require(encode_external(decode_external(external, "ours")) == external,
                  "a term has one external form");
    const std::string text = to_text(term) + ".";  // a pid has none
    fuzz::require(read_term(text, "ours") == term, "a term comes back from its text");
    fuzz::require(read_term(to_consultable_file(term), "ours") == term,
                  "a term comes back from its pretty text");
  });
  return 0;
}

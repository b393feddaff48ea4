#include "erl/external.hpp"
#include "erl/text_reader.hpp"
#include "erl/text_writer.hpp"
#include "fuzz_support.hpp"

using namespace slipway;
using namespace slipway::erl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<Term> terms;
  fuzz::allowing_errors([&] { terms = read_terms(fuzz::bytes(data, size), "input"); });
  // What can be read has a text and an external form: no Error is allowed any more.
  // Without the first line, a string with "coding: latin-1" in it would say how the rest is encoded.
  const std::string header = "%% coding: utf-8\n";
  std::string file = header;
  for (const Term& term : terms) {
    file += to_pretty_text(term) + ".\n";
    fuzz::require(read_term(header + to_text(term) + ".", "ours") == term, "a term comes back from its text");
    fuzz::require(decode_external(encode_external(term), "ours") == term,
                  "a term comes back from its external form");
  }
  fuzz::require(read_terms(file, "ours") == terms, "terms come back from their file");
  return 0;
}

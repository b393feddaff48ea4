#include "fuzz_support.hpp"
#include "launcher/terminal_protocol.hpp"

using namespace slipway;
using namespace slipway::launcher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string greeting(fuzz::bytes(data, size));
  fuzz::require(take_greeting(greeting) <= kTerminalProtocol, "no version is higher than ours");
  fuzz::require(greeting.size() <= size, "a greeting only takes bytes away");

  // The first byte says where a read ends: what is typed is the same, unless an ESC stands at that end.
  if (size < 1) return 0;
  const std::string_view text = fuzz::bytes(data + 1, size - 1);
  const std::size_t cut = std::min<std::size_t>(data[0], text.size());
  TypedReader whole;
  TypedReader parts;
  const TypedReader::Typed at_once = whole.read(text);
  TypedReader::Typed typed = parts.read(text.substr(0, cut));
  const TypedReader::Typed rest = parts.read(text.substr(cut));
  if (rest.size) typed.size = rest.size;
  if (cut == 0 || text[cut - 1] != '\033') {
    fuzz::require(typed.keys + rest.keys == at_once.keys, "keys do not depend on how they are read");
    fuzz::require(typed.size == at_once.size, "sizes do not depend on how they are read");
  }
  return 0;
}

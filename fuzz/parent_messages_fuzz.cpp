#include "fuzz_support.hpp"
#include "launcher/heart.hpp"
#include "launcher/parent_socket.hpp"
#include "launcher/steps.hpp"

using namespace slipway;
using namespace slipway::launcher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kWidth = 20;
  const std::string_view text = fuzz::bytes(data, size);
  if (has_line(text, "READY=1")) {
    const std::string framed = "\n" + std::string(text) + "\n";
    fuzz::require(framed.find("\nREADY=1\n") != std::string::npos, "a line stands between line ends");
  }
  if (is_heart_of(text, 17)) {
    fuzz::require(text.find("heart") != std::string_view::npos && text.find("-pid") != std::string_view::npos,
                  "a heart says whose it is");
  }
  const std::string typed = typed_words({std::string(text)}, kWidth);
  fuzz::require(typed.find('\n') == std::string::npos, "what is shown stays on its line");
  std::size_t characters = 0;
  for (const char byte : typed) characters += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
  fuzz::require(characters <= kWidth, "what is shown is no wider than asked for");
  return 0;
}

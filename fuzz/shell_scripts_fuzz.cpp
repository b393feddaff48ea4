#include "base/shell_text.hpp"
#include "fuzz_support.hpp"
#include "image/generated_scripts.hpp"
#include "image/script_words.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::bytes(data, size);
  const bool acts = has_commands(text);
  const auto program = image::recognise_generated_script("server", text, "shop");
  fuzz::require(!program || (acts && !program->words.empty()), "a script of Phoenix does something");
  for (const std::string& word : image::script_words(text)) {
    fuzz::require(word.find('/') == std::string::npos && word.find(' ') == std::string::npos,
                  "a word is the name of a program");
  }
  image::read_interpreter(text);
  return 0;
}

#include "fuzz_support.hpp"
#include "launcher/words.hpp"

using namespace slipway;
using namespace slipway::launcher;

namespace {

std::string quoted(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (word.empty()) text += "\"\"";
    for (const char c : word) text += {'\\', c};
    text += ' ';
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const Comments comments : {Comments::kNone, Comments::kFromNumberSign}) {
    const std::vector<std::string> words = split_erl_words(fuzz::bytes(data, size), comments);
    fuzz::require(split_erl_words(quoted(words), comments) == words,
                  "words come back from their quoted form");
  }
  for (const std::string& word : split_at_white_space(fuzz::bytes(data, size))) {
    fuzz::require(!word.empty() && word.find_first_of(" \t\n") == std::string::npos,
                  "words hold no white space");
  }
  return 0;
}

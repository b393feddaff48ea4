#include "fuzz_support.hpp"
#include "launcher/emulator_command.hpp"
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

/// What the emulator gets of these words.
void compose(const std::vector<std::string>& words, int erts_major) {
  ErlArguments arguments;
  arguments.sources = {"vm.args"};
  for (const std::string& word : words) arguments.words.push_back({word, 0, false});
  const EmulatorCommand command = read_emulator_command(arguments, erts_major);
  const Installation installation{"/erlang", "/erlang/bin", "erl", erts_major};
  const std::vector<std::string> composed = emulator_arguments(command, installation, "/home", "4369");
  fuzz::require(composed.size() > command.flags.size() + command.arguments.size(), "no argument is lost");
  std::vector<std::string> rest = command.arguments;
  const bool taken = take_flag(rest, "-setcookie").has_value();
  fuzz::require(taken == (rest.size() < command.arguments.size()), "a flag is taken with its value");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const Comments comments : {Comments::kNone, Comments::kFromNumberSign}) {
    const std::vector<std::string> words = split_erl_words(fuzz::bytes(data, size), comments);
    fuzz::require(split_erl_words(quoted(words), comments) == words,
                  "words come back from their quoted form");
    for (const int erts_major : {12, 13, 15}) fuzz::allowing_errors([&] { compose(words, erts_major); });
  }
  for (const std::string& word : split_at_white_space(fuzz::bytes(data, size))) {
    fuzz::require(!word.empty() && word.find_first_of(" \t\n") == std::string::npos,
                  "words hold no white space");
  }
  return 0;
}

#include "image/script_words.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace slipway::image {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r";
/// Behind any of these, and behind the end of a line, a command can begin.
constexpr std::string_view kSeparators = "\n;|&(){}`\"";
/// Words in front of a command (POSIX.1-2017, XCU 2.4), and commands that execute their argument.
constexpr auto kPrefixes = std::to_array<std::string_view>(
    {"if", "then", "else", "elif", "do", "while", "until", "!", "exec", "command", "env", "nohup", "time"});

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = text.find_first_not_of(kWhiteSpace);
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(text.find_first_of(kWhiteSpace, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

/// Adds the first word of a simple command that is neither a prefix nor an assignment, and the prefixes.
void add_command(std::string_view text, std::set<std::string>& found) {
  for (const std::string_view word : words_of(text)) {
    if (word.starts_with('#')) return;
    if (is_assignment(word)) continue;
    const std::string_view name = word.substr(word.rfind('/') + 1);
    found.emplace(name);
    if (std::find(kPrefixes.begin(), kPrefixes.end(), name) == kPrefixes.end()) return;
  }
}

}  // namespace

Interpreter read_interpreter(std::string_view line) {
  const std::vector<std::string_view> words = words_of(line);
  if (words.empty()) return {};
  const std::string_view program = words.front();
  if (program.substr(program.rfind('/') + 1) != "env") return {std::string(program)};
  const auto started = std::find_if(words.begin() + 1, words.end(), [](std::string_view word) {
    return !word.starts_with('-') && !is_assignment(word);
  });
  return {std::string(started == words.end() ? program : *started), true};
}

std::set<std::string> script_words(std::string_view script) {
  std::set<std::string> found;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find_first_of(kSeparators), script.size());
    add_command(script.substr(0, end), found);
    script.remove_prefix(std::min(end + 1, script.size()));
  }
  return found;
}

bool has_word(std::string_view line, std::string_view word) {
  const std::vector<std::string_view> words = words_of(line);
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace slipway::image

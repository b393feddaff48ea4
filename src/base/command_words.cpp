#include "base/command_words.hpp"

#include <algorithm>
#include <cctype>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
/// Outside of quotes a shell does something with these.
constexpr std::string_view kShellOnly = "|&;<>()$`*?[#~{}!";
/// Within double quotes, a backslash protects these alone (XCU 2.2.3).
constexpr std::string_view kEscapable = "$`\"\\\n";

bool is_name(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

[[noreturn]] void refuse(char character) {
  throw Error(concat({"\"", std::string(1, character),
                      "\" needs a shell; put it into quotes where it is meant as it stands, or run a shell: "
                      "[\"sh\", \"-c\", \"...\"]"}));
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : rest_(text) {}

  CommandLine split() {
    CommandLine command;
    while (true) {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size()));
      if (rest_.empty()) break;
      add(word(), command);
    }
    if (command.words.empty()) throw Error("there is no program to run");
    return command;
  }

 private:
  struct Word {
    std::string text;
    /// How much of it stood outside of quotes, from its begin: only there an "=" assigns.
    std::size_t bare = 0;
  };

  static void add(Word word, CommandLine& command) {
    const std::size_t equals = word.text.find('=');
    if (command.words.empty() && equals < word.bare &&
        is_name(std::string_view(word.text).substr(0, equals))) {
      command.environment.emplace_back(word.text.substr(0, equals), word.text.substr(equals + 1));
    } else {
      command.words.push_back(std::move(word.text));
    }
  }

  Word word() {
    Word word;
    bool quoted = false;
    while (!rest_.empty() && kBlanks.find(rest_.front()) == std::string_view::npos) {
      const char character = take();
      if (character == '\'') {
        word.text += in_single_quotes();
      } else if (character == '"') {
        word.text += in_double_quotes();
      } else if (character == '\\') {
        if (rest_.empty()) throw Error("it ends with a backslash");
        word.text += take();
      } else {
        if (kShellOnly.find(character) != std::string_view::npos) refuse(character);
        word.text += character;
        if (!quoted) word.bare = word.text.size();
        continue;
      }
      quoted = true;
    }
    return word;
  }

  char take() {
    const char character = rest_.front();
    rest_.remove_prefix(1);
    return character;
  }

  std::string in_single_quotes() {
    const std::size_t end = rest_.find('\'');
    if (end == std::string_view::npos) throw Error("a ' is not closed");
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::string in_double_quotes() {
    std::string text;
    while (!rest_.empty()) {
      char character = take();
      if (character == '"') return text;
      if (character == '$' || character == '`') refuse(character);
      if (character == '\\' && !rest_.empty() && kEscapable.find(rest_.front()) != std::string_view::npos) {
        character = take();
      }
      text += character;
    }
    throw Error("a \" is not closed");
  }

  std::string_view rest_;
};

std::string quoted(std::string_view word) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-+=./:,@%^").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
  std::string text = "'";
  for (const char character : word)
    text += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return text + "'";
}

}  // namespace

CommandLine split_command(std::string_view text) { return Splitter(text).split(); }

std::string command_text(const CommandLine& command) {
  std::vector<std::string> words;
  for (const auto& [name, value] : command.environment)
    words.push_back(name + "=" + (value.empty() ? "" : quoted(value)));
  for (const std::string& word : command.words) words.push_back(quoted(word));
  return join(words, " ");
}

}  // namespace slipway

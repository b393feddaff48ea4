#include "launcher/words.hpp"

namespace slipway::launcher {
namespace {

constexpr std::string_view kShellWhiteSpace = " \t\n";
constexpr std::string_view kErlWhiteSpace = " \t\n\v\f\r";

class ErlWordReader {
 public:
  ErlWordReader(std::string_view text, Comments comments)
      : text_(text), ends_word_(std::string(kErlWhiteSpace)) {
    if (comments == Comments::kFromNumberSign) ends_word_ += '#';
  }

  std::vector<std::string> read() {
    std::vector<std::string> words;
    while (skip_to_word()) words.push_back(word());
    return words;
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool at_comment() const { return text_[at_] == '#' && ends_word_.back() == '#'; }

  bool skip_to_word() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(kErlWhiteSpace, at_), text_.size());
      if (at_end()) return false;
      if (!at_comment()) return true;
      at_ = std::min(text_.find('\n', at_), text_.size());
    }
  }

  std::string word() {
    std::string word;
    while (!at_end() && ends_word_.find(text_[at_]) == std::string::npos) {
      const char character = text_[at_++];
      if (character == '"' || character == '\'') {
        quoted(character, word);
      } else if (character != '\\') {
        word += character;
      } else if (!at_end()) {
        word += text_[at_++];
      }
    }
    return word;
  }

  void quoted(char quote, std::string& word) {
    const std::size_t end = std::min(text_.find(quote, at_), text_.size());
    word.append(text_.substr(at_, end - at_));
    at_ = std::min(end + 1, text_.size());
  }

  std::string_view text_;
  std::string ends_word_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string> split_at_white_space(std::string_view text) {
  std::vector<std::string> words;
  std::size_t end = 0;
  for (;;) {
    const std::size_t begin = text.find_first_not_of(kShellWhiteSpace, end);
    if (begin == std::string_view::npos) return words;
    end = std::min(text.find_first_of(kShellWhiteSpace, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
  }
}

std::vector<std::string> split_erl_words(std::string_view text, Comments comments) {
  return ErlWordReader(text, comments).read();
}

std::string last_component(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

}  // namespace slipway::launcher

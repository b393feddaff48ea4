#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "editor/history.hpp"
#include "editor/keys.hpp"
#include "editor/layout.hpp"
#include "editor/line.hpp"

namespace slipway::editor {

/// What can stand behind the cursor: OTP's {yes, Common, Candidates}.
struct Completion {
  /// Whether something fits at all.
  bool is_found = false;
  /// What all candidates go on with.
  std::string common;
  std::vector<std::string> candidates;
};

/// A line that is being entered: keys change it, and its layout is what a screen shows. It knows no terminal.
///
///   arrows, Ctrl-B F P N, Home, End, Ctrl-A E      move; Up and Down go through rows, then the history
///   Alt-B F, Ctrl- or Alt-arrows                   by words
///   Backspace, Delete, Ctrl-D H                    delete; Ctrl-D on an empty line is the end of input
///   Ctrl-K U W, Alt-D, Alt-Backspace, Ctrl-Y       kill and yank
///   Ctrl-T, Ctrl-_                                 transpose, undo
///   Ctrl-R, Ctrl-S                                 search the history; ESC, Ctrl-G ends it
///   Alt-Enter                                      a line end within the text
///
/// A secret has Backspace, Ctrl-U and Ctrl-D alone.
class Editor {
 public:
  enum class Action {
    kNone,
    /// Enter: take() has the text.
    kAccept,
    /// Tab: ask for what can stand behind `before_cursor`, then call `complete`.
    kComplete,
    kInterrupt,
    kEndOfInput,
    kSuspend,
    kClearScreen,
    kQuit,
  };

  /// A secret is not shown, and no key or history tells it later.
  enum class Visibility { kShown, kSecret };

  explicit Editor(History history) : history_(std::move(history)) {}

  void begin(std::string prompt, Visibility visibility = Visibility::kShown);
  /// Another prompt for the same line.
  void set_prompt(std::string prompt) { prompt_ = std::move(prompt); }
  Action press(const Key& key);
  /// Ends a search, and goes to the end of the text: the line stays as it is now.
  void leave();
  /// The text that was entered, which goes to the history where it `is_kept`.
  std::string take(bool is_kept);

  std::string_view before_cursor() const { return std::string_view(line_.text()).substr(0, line_.cursor()); }
  /// Puts what is common into the line; the candidates to list where nothing more is common.
  std::vector<std::string> complete(const Completion& completion);

  /// Counts changes of text and cursor: an answer that comes later fits only where it is the same.
  std::size_t version() const { return version_; }
  Layout layout(int columns) const;
  bool is_empty() const { return line_.is_empty(); }
  const std::string& text() const { return line_.text(); }

 private:
  struct Search {
    std::string wanted;
    /// The entry that is shown, or the number of entries where none is.
    std::size_t found = 0;
    bool has_failed = false;
    std::string text_before;
  };

  Action press_secret(const Key& key);
  Action press_control(char letter);
  Action press_named(const Key& key);
  void press_alt(const Key& key);
  /// Whether the key belonged to the search; other keys end it and do what they do.
  bool press_in_search(const Key& key);
  void search_again(std::size_t from, int step);
  void end_search(bool keeps_found);
  void recall(int step);

  History history_;
  Line line_;
  std::string prompt_;
  /// The entry that the line shows; the number of entries stands for the line that is new.
  std::size_t recalled_ = 0;
  std::string draft_;
  std::optional<Search> search_;
  bool is_secret_ = false;
  std::size_t version_ = 0;
};

}  // namespace slipway::editor

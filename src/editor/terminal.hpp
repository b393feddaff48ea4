#pragma once

#include <termios.h>

#include <optional>
#include <string>

#include "editor/layout.hpp"

namespace slipway::editor {

/// Whether lines can be edited here: input and output are terminals, and TERM names one with escape sequences
/// (set, and neither empty nor "dumb"). `term` may be null.
bool can_edit(int input, int output, const char* term);

/// The size of the terminal, 80 by 24 where it doesn't tell.
WindowSize window_size(int descriptor);

/// A terminal that gives each key as it is typed, and brackets pastes; the destructor gives it back as it
/// was, where the terminal was not given back by `leave`.
class RawTerminal {
 public:
  /// Throws SystemError where the terminal can't be set up.
  RawTerminal(int input, int output);
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal();

  void enter();
  void leave();
  /// Gives the terminal back and stops this process as Ctrl-Z does; returns when it goes on.
  void suspend();

 private:
  int input_;
  int output_;
  termios before_{};
  bool is_raw_ = false;
};

}  // namespace slipway::editor

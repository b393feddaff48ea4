#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::launcher {

// What run_erl and to_erl say to each other besides keys and output. to_erl begins with the keys that have
// the shell draw its line again. From there on:
//
//   greeting = "[run_erl v" HIGH "-" LOW "]" LF   the daemon's answer, if a session begins with redraw
//   redraw   = CTRL-L                             up to OTP 27
//            | ESC "l"                            OTP 29 (CTRL-L clears the screen since OTP 26)
//   control  = ESC "_" command ESC "\"            from to_erl, anywhere between keys
//   command  = "version=" N                       the version of the protocol to use
//            | "winsize=" COLUMNS "," ROWS        from version 1 on
//
// Each is one write(2), and shorter than a pipe keeps together. A control sequence can still be cut where the
// reader's buffer ends.

inline constexpr unsigned kTerminalProtocol = 1;

struct WindowSize {
  unsigned short columns = 0;
  unsigned short rows = 0;
  bool operator==(const WindowSize&) const = default;
};

/// The keys with which the to_erl of an ERTS begins, and which its run_erl greets, by its version ("13.1.5").
std::string_view redraw_keys(std::string_view erts);

/// Whether the first keys of a session come from a to_erl, of whatever OTP.
bool begins_with_redraw(std::string_view keys);

/// "[run_erl v1-0]\n"
std::string terminal_greeting();

/// Takes a greeting from the beginning of `bytes`; gives the version of the protocol that both sides speak, 0
/// where there is no greeting (an old run_erl).
unsigned take_greeting(std::string& bytes);

std::string version_control(unsigned version);
std::string window_size_control(WindowSize size);

/// Takes the control sequences above out of what was typed.
class TypedReader {
 public:
  /// No known sequence is longer; what is, was typed by a person.
  static constexpr std::size_t kLongestControl = 64;

  struct Typed {
    std::string keys;
    /// The last size that was told, if any.
    std::optional<WindowSize> size;
  };

  /// A sequence of these two commands whose end has not come yet is kept for the next call. All else is keys:
  /// a single ESC at the end, and what begins like a sequence.
  Typed read(std::string_view bytes);

 private:
  std::string kept_;
};

}  // namespace slipway::launcher

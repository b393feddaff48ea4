#include "editor/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/error.hpp"

namespace slipway::editor {
namespace {

void tell(int descriptor, std::string_view sequence) {
  // A terminal that has gone needs no more.
  [[maybe_unused]] const ssize_t written = ::write(descriptor, sequence.data(), sequence.size());
}

}  // namespace

bool can_edit(int input, int output, const char* term) {
  const std::string_view name = term == nullptr ? "" : term;
  return ::isatty(input) == 1 && ::isatty(output) == 1 && !name.empty() && name != "dumb";
}

WindowSize window_size(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

RawTerminal::RawTerminal(int input, int output) : input_(input), output_(output) {
  if (::tcgetattr(input_, &before_) != 0) throw SystemError(errno, "read the settings of this terminal");
  enter();
}

RawTerminal::~RawTerminal() { leave(); }

void RawTerminal::enter() {
  if (is_raw_) return;
  termios raw = before_;
  // Output stays as it is: the node's \n becomes \r\n.
  raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP | IXON | PARMRK);
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
  raw.c_cflag = (raw.c_cflag & ~static_cast<tcflag_t>(CSIZE | PARENB)) | CS8;
  raw.c_oflag |= OPOST | ONLCR;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  if (::tcsetattr(input_, TCSADRAIN, &raw) != 0) throw SystemError(errno, "set up this terminal");
  is_raw_ = true;
  tell(output_, "\033[?2004h");
}

void RawTerminal::leave() {
  if (!is_raw_) return;
  is_raw_ = false;
  tell(output_, "\033[?2004l");
  ::tcsetattr(input_, TCSADRAIN, &before_);
}

void RawTerminal::suspend() {
  leave();
  ::kill(0, SIGTSTP);
  enter();
}

}  // namespace slipway::editor

#include "cli/build_report.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/sizes.hpp"

namespace slipway::cli {
namespace {

constexpr std::size_t kUsualWidth = 80;
constexpr std::string_view kClearLine = "\r\033[K";

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    throw SystemError(errno, "write to standard output");
  }
}

std::size_t terminal_width() {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

/// Takes an escape sequence (ECMA-48, section 5.4: ESC [ parameters final) off the begin.
void skip_escape(std::string_view& text) {
  text.remove_prefix(1);
  if (!text.starts_with('[')) return;
  const auto is_final = [](char c) { return c >= '@' && c <= '~'; };
  const auto end = std::find_if(text.begin() + 1, text.end(), is_final);
  text.remove_prefix(std::min(static_cast<std::size_t>(end - text.begin()) + 1, text.size()));
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

std::string plain(std::string_view line, std::size_t width) {
  std::string text;
  std::size_t characters = 0;
  while (!line.empty()) {
    if (line.front() == '\033') {
      skip_escape(line);
      continue;
    }
    const char byte = line.front();
    line.remove_prefix(1);
    if (static_cast<unsigned char>(byte) < ' ' || byte == '\x7f') continue;
    if (!continues_character(byte) && characters++ == width) break;
    text += byte;
  }
  return text;
}

}  // namespace

std::string last_line(std::string_view output, std::size_t width) {
  while (!output.empty()) {
    const std::size_t begin = output.find_last_of("\r\n");
    const std::string_view line = output.substr(begin == std::string_view::npos ? 0 : begin + 1);
    std::string text = plain(line, width);
    if (text.find_first_not_of(' ') != std::string::npos) return text;
    output.remove_suffix(std::min(line.size() + 1, output.size()));
  }
  return {};
}

void BuildReport::begin(const std::string& title) {
  title_ = title;
  begin_ = Clock::now();
  if (form_ == Form::kTerminal) print("* " + title_);
  if (form_ == Form::kJson) event({{"event", "started"}, {"step", title_}});
}

void BuildReport::progress(std::string_view output) const {
  if (form_ != Form::kTerminal) return;
  std::string line = concat({"* ", title_, ": ", std::to_string(static_cast<int>(seconds())), " s  "});
  // A line that wraps could not be cleared.
  line = last_line(line + last_line(output, kUsualWidth * 4), terminal_width() - 1);
  print(concat({kClearLine, line}));
}

void BuildReport::finish() const {
  if (form_ == Form::kJson) {
    event({{"event", "finished"}, {"step", title_}, {"seconds", seconds()}});
  } else {
    print(concat(
        {form_ == Form::kTerminal ? kClearLine : "", "* ", title_, ": ", seconds_text(seconds()), "\n"}));
  }
}

void BuildReport::finish_with(const Json& result) const {
  event({{"event", "finished"}, {"step", title_}, {"seconds", seconds()}, {"result", result}});
}

void BuildReport::unchanged(const std::string& title) const {
  if (form_ == Form::kJson) {
    event({{"event", "unchanged"}, {"step", title}});
  } else {
    print("* " + title + ": unchanged\n");
  }
}

void BuildReport::fail(const std::string& problem, const std::string& output) const {
  if (form_ == Form::kJson) {
    event({{"event", "failed"},
           {"step", title_},
           {"seconds", seconds()},
           {"problem", problem},
           {"output", output}});
    return;
  }
  if (form_ == Form::kTerminal) print(std::string(kClearLine));
  print(concat({"* ", title_, ": ", problem, " after ", seconds_text(seconds()), "\n"}));
  std::string text = output;
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  if (std::fputs(text.c_str(), stderr) < 0) throw SystemError(errno, "write to standard error");
}

void BuildReport::leave_line() const {
  if (form_ == Form::kTerminal) print(std::string(kClearLine));
}

double BuildReport::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void BuildReport::event(Json::Object event) const {
  print(write_json_compact(Json(std::move(event))) + "\n");
}

}  // namespace slipway::cli

#include "launcher/terminal_protocol.hpp"

#include <charconv>

namespace slipway::launcher {
namespace {

constexpr std::string_view kGreetingBegin = "[run_erl v";
constexpr std::string_view kGreetingEnd = "]\n";
constexpr std::string_view kControlBegin = "\033_";
constexpr std::string_view kControlEnd = "\033\\";
constexpr std::string_view kWindowSize = "winsize=";
constexpr std::string_view kVersion = "version=";
constexpr std::string_view kRedraw = "\033l";
constexpr std::string_view kRedrawBefore = "\014";
/// That of OTP 29. The run_erl of OTP 27 greets CTRL-L alone, and this one ESC "l" alone.
constexpr unsigned kFirstErtsWithRedraw = 17;

/// Takes a decimal number from the front.
template <typename Number>
std::optional<Number> take_number(std::string_view& text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// Whether a person typed ESC "_" is decided early: his next key must not wait for the end of a sequence.
bool may_become_control(std::string_view command) {
  if (command.size() > TypedReader::kLongestControl) return false;
  const auto begins = [&](std::string_view name) {
    return command.starts_with(name) || name.starts_with(command);
  };
  return begins(kWindowSize) || begins(kVersion);
}

std::optional<WindowSize> window_size(std::string_view command) {
  if (!command.starts_with(kWindowSize)) return std::nullopt;
  command.remove_prefix(kWindowSize.size());
  const auto columns = take_number<unsigned short>(command);
  if (!columns || !command.starts_with(',')) return std::nullopt;
  command.remove_prefix(1);
  const auto rows = take_number<unsigned short>(command);
  if (!rows || !command.empty()) return std::nullopt;
  return WindowSize{*columns, *rows};
}

}  // namespace

std::string_view redraw_keys(std::string_view erts) {
  const auto major = take_number<unsigned>(erts);
  return major && *major >= kFirstErtsWithRedraw ? kRedraw : kRedrawBefore;
}

bool begins_with_redraw(std::string_view keys) {
  return keys.starts_with(kRedraw) || keys.starts_with(kRedrawBefore);
}

std::string terminal_greeting() {
  return std::string(kGreetingBegin) + std::to_string(kTerminalProtocol) + "-0" + std::string(kGreetingEnd);
}

unsigned take_greeting(std::string& bytes) {
  if (!bytes.starts_with(kGreetingBegin)) return 0;
  const std::size_t end = bytes.find(kGreetingEnd);
  if (end == std::string::npos) return 0;
  std::string_view text = std::string_view(bytes).substr(kGreetingBegin.size());
  const auto highest = take_number<unsigned>(text);
  if (!highest) return 0;
  bytes.erase(0, end + kGreetingEnd.size());
  return *highest < kTerminalProtocol ? *highest : kTerminalProtocol;
}

std::string version_control(unsigned version) {
  return std::string(kControlBegin) + std::string(kVersion) + std::to_string(version) +
         std::string(kControlEnd);
}

std::string window_size_control(WindowSize size) {
  return std::string(kControlBegin) + std::string(kWindowSize) + std::to_string(size.columns) + "," +
         std::to_string(size.rows) + std::string(kControlEnd);
}

TypedReader::Typed TypedReader::read(std::string_view bytes) {
  std::string text = std::move(kept_);
  kept_.clear();
  text += bytes;
  Typed typed;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = text.find(kControlBegin, at);
    typed.keys.append(text, at, begin - at);
    if (begin == std::string::npos) return typed;
    const std::size_t inside = begin + kControlBegin.size();
    const std::size_t end = text.find(kControlEnd, inside);
    if (end == std::string::npos && may_become_control(std::string_view(text).substr(inside))) {
      kept_ = text.substr(begin);
      return typed;
    }
    if (end == std::string::npos ||
        !may_become_control(std::string_view(text).substr(inside, end - inside))) {
      typed.keys.append(kControlBegin);
      at = inside;
      continue;
    }
    const auto size = window_size(std::string_view(text).substr(inside, end - inside));
    if (size) typed.size = size;
    at = end + kControlEnd.size();
  }
}

}  // namespace slipway::launcher

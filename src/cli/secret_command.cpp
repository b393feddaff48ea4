#include "cli/secret_command.hpp"

#include <cstdint>
#include <cstdio>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace slipway::cli {
namespace {

constexpr std::size_t kDefaultLength = 64;
// The least that Phoenix takes for a secret_key_base is 64; mix phx.gen.secret makes none below 32.
constexpr std::size_t kShortestLength = 32;
constexpr std::size_t kLongestLength = 65536;

std::size_t read_length(const std::string& text) {
  const auto length = decimal_number<std::size_t>(text);
  if (!length || *length < kShortestLength || *length > kLongestLength) {
    throw UsageError("the length of a secret is a number of characters from 32 to 65536, not \"" + text +
                     "\"");
  }
  return *length;
}

int run(const Arguments& arguments) {
  const std::size_t length = arguments.positional() ? read_length(*arguments.positional()) : kDefaultLength;
  std::puts(make_secret(length).c_str());
  return 0;
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<std::uint8_t>(byte);
    for (count += 8; count >= 6; count -= 6) text += kAlphabet[bits >> (count - 6) & 0x3F];
  }
  if (count > 0) text += kAlphabet[bits << (6 - count) & 0x3F];
  return text;
}

std::string make_secret(std::size_t length) { return base64(random_bytes(length)).substr(0, length); }

Command secret_command() {
  return {.name = "secret",
          .summary = "Print a random secret, as `mix phx.gen.secret` does",
          .details = "For SECRET_KEY_BASE, RELEASE_COOKIE and the like.\n",
          .positional = PositionalSpec{"LENGTH", "how many characters, at least 32 (default: 64)"},
          .options = {},
          .run = run};
}

}  // namespace slipway::cli

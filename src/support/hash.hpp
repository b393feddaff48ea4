#pragma once

#include <cstdint>
#include <string_view>

namespace slipway {

inline constexpr std::uint64_t kHashOfNothing = 0xcbf29ce484222325;

/// FNV-1a with 64 bits: tells values apart that nobody chose with evil intent. Several texts are hashed one
/// after the other by giving the hash so far.
constexpr std::uint64_t hash_of(std::string_view text, std::uint64_t so_far = kHashOfNothing) {
  for (const char byte : text) so_far = (so_far ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  // What ends a text, so that "ab" and "c" differ from "a" and "bc".
  return (so_far ^ 0xffU) * 0x100000001b3;
}

}  // namespace slipway

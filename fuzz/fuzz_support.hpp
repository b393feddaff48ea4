#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/error.hpp"

namespace slipway::fuzz {

inline std::string_view bytes(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the process where something does not hold that must.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "this does not hold: %s\n", what);
  std::abort();
}

/// Runs `action`; an Error is an answer, and every other exception a finding.
template <typename Action>
void allowing_errors(Action action) {
  try {
    action();
  } catch (const Error&) {
  }
}

}  // namespace slipway::fuzz

/// What libFuzzer and replay_main.cpp call with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "erl/term.hpp"

namespace slipway::erl {

// A .beam file (lib/stdlib/src/beam_lib.erl):
//
//   beam  = "FOR1", size:32 (of all that follows), "BEAM", { chunk }
//   chunk = id:4 bytes, size:32, size bytes, zero bytes up to a multiple of 4
//
// Integers are big-endian.

struct BeamChunk {
  std::string_view id;
  std::string_view data;
};

/// The chunks in the order of the file; they refer to `beam`. Errors name `source`.
std::vector<BeamChunk> read_beam(std::string_view beam, std::string_view source);

/// beam_lib:build_module/1.
std::string build_beam(std::span<const BeamChunk> chunks);

/// The chunks named in `keep`, in that order, those that the file has: beam_lib:chunks/3 and build_module/1,
/// as Mix.Release.strip_beam/2 calls them.
std::string strip_beam(std::string_view beam, std::span<const std::string> keep, std::string_view source);

}  // namespace slipway::erl

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::erl {

// A boot profile: the modules that a release loads before it starts ([boot] profile of slipway.toml). Text,
// made by `bin/NAME profile`, to be kept under version control:
//
//   profile = { line, "\n" }
//   line    = "#", any text | module | ""
//   module  = 1 to 255 characters of UTF-8, not "#" in front, no control character, blank, "<", "=" or ">"
//             among them
//
// A module stands as its atom does, without quotes: Elixir.Shop.Repo, ets. They are written sorted, each
// once; any order and repetition can be read, so that two profiles can be put together. "\r" at the end of a
// line does not count. The signs that no name can hold are those of a merge that was not finished.

inline constexpr std::size_t kLargestBootProfile = std::size_t{4} << 20;

/// The profile of the release `name` with these modules, but for those whose names it can't hold.
std::string write_boot_profile(std::string_view name, std::vector<std::string> modules);

/// The modules, sorted, each once. Throws Error "SOURCE:LINE: ...".
std::vector<std::string> read_boot_profile(std::string_view text, std::string_view source);

}  // namespace slipway::erl

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace slipway::assets {

struct CleanWish {
  std::filesystem::path folder;
  /// Versions that were replaced longer ago than this many seconds go, ...
  std::int64_t age = 3600;
  /// ... and so do those beyond this number, the newest counted first.
  std::size_t keep = 2;
  /// In seconds since 1970.
  std::int64_t now = 0;
};

// What `mix phx.digest.clean` does. What goes is said by the manifest alone; both give the number of files
// that were removed, and throw Error.

/// Removes old versions, never the latest ones.
std::size_t clean(const CleanWish& wish);
/// Removes all that was digested or compressed, and the manifest.
std::size_t clean_all(const std::filesystem::path& folder);

}  // namespace slipway::assets

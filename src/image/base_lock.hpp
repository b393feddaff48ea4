#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "oci/digest.hpp"
#include "oci/reference.hpp"

namespace slipway::image {

/// slipway.lock, beside slipway.toml: which digest the tag of each base had when it was looked up, so that an
/// image is built upon the same base until someone decides otherwise.
///
///   [base]
///   "docker.io/library/debian:bookworm-slim" = "sha256:..."
struct BaseLock {
  /// By the full reference; sorted.
  std::map<std::string, oci::Digest> bases = {};

  bool operator==(const BaseLock&) const = default;
};

inline constexpr std::string_view kLockFile = "slipway.lock";

/// Throws Error "SOURCE:LINE: problem" for what is no such file, and where two names of one base have a
/// digest each.
BaseLock read_base_lock(std::string_view text, std::string_view source);
std::string write_base_lock(const BaseLock& lock);

/// Empty where there is no file.
BaseLock load_base_lock(const std::filesystem::path& folder);
/// Replaces the file in one step.
void store_base_lock(const std::filesystem::path& folder, const BaseLock& lock);

}  // namespace slipway::image

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "assets/references.hpp"

namespace slipway::assets {

/// What the manifest says of a digested file.
struct DigestEntry {
  /// The file that it is a copy of, relative to the folder.
  std::string logical_path;
  /// When it was last known to be the present one, in seconds since the year 0 (calendar:gregorian_seconds).
  std::int64_t mtime = 0;
  /// Of the original, in bytes.
  std::int64_t size = 0;
  /// MD5 of the original, hexadecimal.
  std::string digest;
  /// SHA-512 of the digested copy in Base64: what a browser compares (subresource integrity).
  std::string sha512;

  bool operator==(const DigestEntry&) const = default;
};

/// cache_manifest.json, version 1, as Phoenix.Digester writes it and Phoenix.Endpoint reads it:
///
///   {"version": 1,
///    "latest": {"css/app.css": "css/app-MD5.css"},
///    "digests": {"css/app-MD5.css": {"logical_path", "mtime", "size", "digest", "sha512"}}}
struct CacheManifest {
  Latest latest;
  std::map<std::string, DigestEntry> digests;

  bool operator==(const CacheManifest&) const = default;
};

/// A manifest of 100,000 files takes 30 MB.
inline constexpr std::size_t kLargestManifest = std::size_t{64} << 20;

/// The manifest in a folder; an empty one where there is none, or one of another version, as Phoenix does.
/// Throws Error for what is no manifest.
CacheManifest read_cache_manifest(const std::filesystem::path& folder);
/// The same for a text; `source` names it in errors.
CacheManifest parse_cache_manifest(std::string_view text, std::string_view source);

/// Its text, members sorted by their names.
std::string write_cache_manifest(const CacheManifest& manifest);

/// Seconds since 1970 as calendar:gregorian_seconds.
inline constexpr std::int64_t kGregorianEpoch = 62'167'219'200;

}  // namespace slipway::assets

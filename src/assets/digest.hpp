#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace slipway::assets {

struct DigestWish {
  std::filesystem::path input;
  /// May be the same folder.
  std::filesystem::path output;
  /// Put "?vsn=d" behind the names in style sheets.
  bool with_vsn = true;
  /// What the manifest says of files that are new, in seconds since 1970.
  std::int64_t time = 0;
  /// What it says of those that a newer one has replaced: from then on their age counts.
  std::int64_t now = 0;
};

struct Digested {
  /// All that the manifest lists as the latest.
  std::size_t files = 0;
  /// Files that had to be written: digested ones, compressed ones, copies, the manifest.
  std::size_t written = 0;
  /// Of the originals, in bytes.
  std::uint64_t size = 0;
  std::vector<std::string> warnings = {};
};

/// Makes what `mix phx.digest` (Phoenix 1.8) makes: beside each file of `input` a copy whose name holds the
/// MD5 of its content (app-MD5.js), both of them compressed where that pays, and cache_manifest.json; in the
/// copies of style sheets, scripts and source maps the files that they name are digested ones. Dotfiles are
/// left alone, as are links to folders outside of `input` where `output` is the same folder. A run that
/// changes nothing writes nothing; the manifest is written last. Throws Error.
Digested digest(const DigestWish& wish);

}  // namespace slipway::assets

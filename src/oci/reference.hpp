#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oci/digest.hpp"

namespace slipway::oci {

/// The name of an image, as Docker and containers/image understand it (distribution/reference, reference.go
/// and normalize.go):
///
///   reference = name [ ":" tag ] [ "@" digest ]
///   name      = [ registry "/" ] component { "/" component }      at most 255 bytes
///   registry  = ( host | "[" IPv6 "]" ) [ ":" digits ]            with a "." or ":", or "localhost"
///   host      = label { "." label }                               label = letters, digits, inner "-"
///   component = alnum { ( "." | "_" | "__" | "-" { "-" } ) alnum }   alnum = lower-case letters and digits
///   tag       = word { word | "." | "-" }                         at most 128; word = letters, digits, "_"
///
/// Without a registry it is docker.io's, and there one component alone is one of library/.
struct Reference {
  /// "docker.io", "localhost:5000".
  std::string registry;
  /// "library/app".
  std::string repository;
  /// Empty where none is given.
  std::string tag;
  std::optional<Digest> digest;

  /// Throws Error where `text` is none; it says what to write instead where that can be told.
  static Reference parse(std::string_view text);

  /// "docker.io/library/app:1.0". A reference with neither tag nor digest has the tag "latest".
  std::string full() const;
  /// The same as a user of Docker writes it: "app:1.0".
  std::string familiar() const;
  /// The tag, or "latest" where neither tag nor digest is given.
  std::string tag_or_latest() const;

  bool operator==(const Reference&) const = default;
};

/// The text with what a tag can't hold replaced by "-": "1.3.0+build.93" becomes "1.3.0-build.93".
std::string as_tag(std::string_view text);

}  // namespace slipway::oci

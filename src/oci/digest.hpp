#pragma once

#include <nettle/sha2.h>

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::oci {

/// The SHA-256 of content, which names it (OCI image specification 1.1, descriptor.md, "Digests"):
///
///   digest = "sha256:" 64 lower-case hexadecimal digits
class Digest {
 public:
  /// Throws Error where `text` is no such digest; `source` names where it stood.
  static Digest parse(std::string_view text, std::string_view source);
  static Digest of(std::string_view content);

  /// With the algorithm in front.
  std::string text() const;
  /// The 64 digits alone, which is what a blob's file is called.
  std::string hex() const;
  /// The first eight bytes as a number: a hash for where 64 bits are enough.
  std::uint64_t leading_bits() const;

  auto operator<=>(const Digest&) const = default;

 private:
  friend class Sha256;

  std::array<std::uint8_t, SHA256_DIGEST_SIZE> bytes_{};
};

/// The digest of content that comes in pieces.
class Sha256 {
 public:
  Sha256() { sha256_init(&state_); }

  void update(std::string_view content);
  /// Ends the content; the object begins anew.
  Digest finish();

 private:
  sha256_ctx state_{};
};

}  // namespace slipway::oci

#include "oci/digest.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::oci {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";
constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

Digest Digest::parse(std::string_view text, std::string_view source) {
  const auto refuse = [&](std::string_view problem) {
    throw Error(concat({source, ": the digest \"", text.substr(0, 100), "\" ", problem,
                        "; a digest is \"sha256:\" and 64 hexadecimal digits in lower case"}));
  };
  Digest digest;
  if (!text.starts_with(kAlgorithm)) refuse("is not one of SHA-256");
  const std::string_view digits = text.substr(kAlgorithm.size());
  if (digits.size() != 2 * digest.bytes_.size()) refuse("is of another length");
  for (std::size_t index = 0; index < digest.bytes_.size(); ++index) {
    const std::size_t high = kDigits.find(digits[2 * index]);
    const std::size_t low = kDigits.find(digits[2 * index + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) refuse("holds another character");
    digest.bytes_[index] = static_cast<std::uint8_t>(high << 4U | low);
  }
  return digest;
}

Digest Digest::of(std::string_view content) {
  Sha256 hash;
  hash.update(content);
  return hash.finish();
}

std::string Digest::text() const { return std::string(kAlgorithm) + hex(); }

std::string Digest::hex() const {
  std::string digits;
  digits.reserve(2 * bytes_.size());
  for (const std::uint8_t byte : bytes_) {
    digits += kDigits[byte >> 4U];
    digits += kDigits[byte & 0xfU];
  }
  return digits;
}

std::uint64_t Digest::leading_bits() const {
  std::uint64_t bits = 0;
  for (std::size_t index = 0; index < sizeof bits; ++index) bits = bits << 8U | bytes_[index];
  return bits;
}

void Sha256::update(std::string_view content) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): nettle takes unsigned bytes
  sha256_update(&state_, content.size(), reinterpret_cast<const std::uint8_t*>(content.data()));
}

Digest Sha256::finish() {
  Digest digest;
  sha256_digest(&state_, digest.bytes_.size(), digest.bytes_.data());
  return digest;
}

}  // namespace slipway::oci

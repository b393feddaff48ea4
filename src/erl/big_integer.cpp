#include "erl/big_integer.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace slipway::erl {
namespace {

// Little-endian digits of base 2^32.
using Limbs = std::vector<std::uint32_t>;

std::uint32_t digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint32_t>(digit - '0');
  return static_cast<std::uint32_t>((digit | 0x20) - 'a' + 10);
}

void multiply_and_add(Limbs& limbs, std::uint32_t factor, std::uint32_t addend) {
  std::uint64_t carry = addend;
  for (std::uint32_t& limb : limbs) {
    carry += std::uint64_t{limb} * factor;
    limb = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
}

std::uint32_t divide(Limbs& limbs, std::uint32_t divisor) {
  std::uint64_t remainder = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) {
    remainder = remainder << 32 | limbs[i];
    limbs[i] = static_cast<std::uint32_t>(remainder / divisor);
    remainder %= divisor;
  }
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  return static_cast<std::uint32_t>(remainder);
}

std::string to_magnitude(const Limbs& limbs) {
  std::string magnitude;
  for (const std::uint32_t limb : limbs) {
    for (int shift = 0; shift < 32; shift += 8) magnitude.push_back(static_cast<char>(limb >> shift & 0xFF));
  }
  return magnitude;
}

Limbs to_limbs(std::string_view magnitude) {
  Limbs limbs((magnitude.size() + 3) / 4);
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    limbs[i / 4] |= std::uint32_t{static_cast<std::uint8_t>(magnitude[i])} << (8 * (i % 4));
  }
  return limbs;
}

}  // namespace

Term integer_of(bool negative, std::string_view magnitude) {
  while (!magnitude.empty() && magnitude.back() == '\0') magnitude.remove_suffix(1);
  if (magnitude.size() > 8) return BigInteger{negative, std::string(magnitude)};
  std::uint64_t value = 0;
  for (std::size_t i = magnitude.size(); i-- > 0;)
    value = value << 8 | static_cast<std::uint8_t>(magnitude[i]);
  constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
  if (value < kSignBit)
    return integer(negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value));
  if (negative && value == kSignBit) return integer(INT64_MIN);
  return BigInteger{negative, std::string(magnitude)};
}

std::optional<Term> parse_integer(std::string_view digits, int base) {
  const auto radix = static_cast<std::uint32_t>(base);
  Limbs limbs;
  while (!digits.empty()) {
    // As many digits at once as fit into a limb.
    std::uint32_t value = 0;
    std::uint32_t factor = 1;
    for (; !digits.empty() && factor <= UINT32_MAX / radix; digits.remove_prefix(1)) {
      value = value * radix + digit_value(digits.front());
      factor *= radix;
    }
    multiply_and_add(limbs, factor, value);
    if (4 * limbs.size() > kLargestInteger) return std::nullopt;
  }
  return integer_of(false, to_magnitude(limbs));
}

Term negated(const Term& value) {
  if (const auto* small = value.as<std::int64_t>(); small != nullptr && *small != INT64_MIN)
    return integer(-*small);
  const auto* big = value.as<BigInteger>();
  if (big == nullptr) return BigInteger{false, std::string(7, '\0') + '\x80'};
  return integer_of(!big->negative, big->magnitude);
}

std::string decimal(const BigInteger& value) {
  constexpr std::uint32_t kBillion = 1'000'000'000;
  std::string digits;  // the last one first
  for (Limbs rest = to_limbs(value.magnitude); !rest.empty();) {
    std::uint32_t nine = divide(rest, kBillion);
    for (int i = 0; i < 9; ++i, nine /= 10) digits.push_back(static_cast<char>('0' + nine % 10));
  }
  digits.erase(digits.find_last_not_of('0') + 1);
  if (value.negative) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace slipway::erl

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "erl/term.hpp"

namespace slipway::erl {

/// Integers that are read have at most this many bytes (157,827 decimal digits): turning one into text, or
/// back, takes time that grows with the square of its length.
inline constexpr std::size_t kLargestInteger = std::size_t{64} << 10;

/// The integer whose absolute value is `magnitude` (little-endian; leading zero bytes are allowed).
Term integer_of(bool negative, std::string_view magnitude);

/// The integer that `digits` (each below `base`, 2..36) stand for; nothing where it is beyond
/// kLargestInteger.
std::optional<Term> parse_integer(std::string_view digits, int base);

Term negated(const Term& integer);

std::string decimal(const BigInteger& value);

}  // namespace slipway::erl

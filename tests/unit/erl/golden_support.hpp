#pragma once

#include <string>
#include <vector>

#include "erl/term.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::erl {

/// What the installed OTP says (tests/peer/terms_golden.escript).
class GoldenPeer {
 public:
  /// Throws Error where there is no OTP: the tests must not pass without their judge.
  GoldenPeer();

  int otp() const;
  /// A list of the answer.
  const std::vector<Term>& list(std::string_view key) const;
  const Term& value(std::string_view key) const;

  /// Hands our forms of the terms to OTP: an empty text, or one problem a line.
  std::string check(const Term& ours) const;

 private:
  TemporaryFolder folder_;
  Term answer_;
};

/// Whether `term` holds a map of more than `size` pairs.
bool has_map_larger_than(std::size_t size, const Term& term);

/// The emulator writes maps up to this size in the order of their keys. Larger ones are hash tables for it;
/// since OTP 26 small ones are sorted by the numbers of their atoms, which differ from one VM to the next.
constexpr std::size_t largest_sorted_map(int otp) { return otp <= 25 ? 32 : 1; }

/// The bytes of a binary, an atom or a charlist.
std::string text(const Term& term);

}  // namespace slipway::erl

#pragma once

#include <rapidcheck.h>

#include "erl/term.hpp"

namespace slipway::erl {

/// Any term of at most `depth` levels; without pids, ports, references and local functions, which have no
/// text.
rc::Gen<Term> any_term(int depth = 4);

/// What any_term() hardly draws: floats at the ends of their range, integers and atoms where the length of
/// their length changes, large tuples and maps, and pids, ports and references of other nodes in the newest
/// form.
rc::Gen<Term> any_rare_scalar();

}  // namespace slipway::erl

namespace rc {

template <>
struct Arbitrary<slipway::erl::Term> {
  static Gen<slipway::erl::Term> arbitrary() { return slipway::erl::any_term(); }
};

}  // namespace rc

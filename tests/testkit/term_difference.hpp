#pragma once

#include <optional>
#include <string>

#include "erl/term.hpp"

namespace slipway::testkit {

/// Where two terms first differ and how, such as "element 3, item 12: `foo` became `bar`"; nothing where they
/// are equal.
std::optional<std::string> first_difference(const erl::Term& before, const erl::Term& after);

}  // namespace slipway::testkit

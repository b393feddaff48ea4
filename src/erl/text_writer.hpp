#pragma once

#include <string>

#include "erl/term.hpp"

namespace slipway::erl {

/// The term as file:consult/1 reads it back from a file that begins with "%% coding: utf-8", on one line;
/// lists of printable characters are written as strings, map entries in term order. Throws Error where a part
/// of it has no text form (pid, port, reference, local function).
std::string to_text(const Term& term);

/// As to_text, broken into lines of at most about 100 characters.
std::string to_pretty_text(const Term& term);

/// A whole file with one term: "%% coding: utf-8", the term, a full stop.
std::string to_consultable_file(const Term& term);

}  // namespace slipway::erl

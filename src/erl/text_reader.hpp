#pragma once

#include <string_view>
#include <vector>

#include "erl/term.hpp"

namespace slipway::erl {

// What file:consult/1 accepts: terms, each ended by a full stop, as in .app, .rel, .script and sys.config.
//
//   file    = { term "." }                 (a dot that white space, % or the end follows)
//   term    = atom | integer | float | char | string {string} | binary | tuple | list | map | fun
//   atom    = [a-z][A-Za-z0-9_@]* | '...'
//   integer = [+-] digits (with _) | base#digits
//   binary  = << [ segment {, segment} ] >>    segment = (integer | string) [:size] [/utf8]
//   map     = #{ [ term => term {, ...} ] }
//   fun     = fun atom:atom/integer
//
// Comments run from % to the end of the line. The text is UTF-8 unless a comment in the first two lines names
// another encoding ("coding: latin-1"), as in epp:read_encoding/1.

/// All terms of a text. Errors name `source`, line and column, and what was expected.
std::vector<Term> read_terms(std::string_view text, std::string_view source);

/// The one term of a text; an error where there are none or several.
Term read_term(std::string_view text, std::string_view source);

}  // namespace slipway::erl

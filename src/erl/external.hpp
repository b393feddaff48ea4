#pragma once

#include <string>
#include <string_view>

#include "erl/term.hpp"

namespace slipway::erl {

// The external term format (erts user's guide, "External Term Format"; erts/emulator/beam/external.c of OTP
// 25 to 29).
//
//   external = 131, term
//   term     = tag:8, ...
//     97 SMALL_INTEGER   value:8                  98 INTEGER        value:32 signed
//    110 SMALL_BIG       n:8, sign:8, n bytes LE  111 LARGE_BIG      n:32, sign:8, n bytes LE
//     70 NEW_FLOAT       ieee:64                  99 FLOAT          31 bytes of text
//    100 ATOM            n:16, Latin-1            115 SMALL_ATOM     n:8, Latin-1
//    118 ATOM_UTF8       n:16, UTF-8              119 SMALL_ATOM_UTF8 n:8, UTF-8
//    104 SMALL_TUPLE     n:8, n terms             105 LARGE_TUPLE    n:32, n terms
//    106 NIL                                      107 STRING         n:16, n bytes (a list of bytes)
//    108 LIST            n:32, n terms, tail      109 BINARY         n:32, n bytes
//     77 BIT_BINARY      n:32, bits:8, n bytes    116 MAP            n:32, n pairs
//    113 EXPORT          module, function, arity (SMALL_INTEGER)
//     88 NEW_PID  103 PID  89 NEW_PORT  120 V4_PORT  102 PORT
//     90 NEWER_REFERENCE  114 NEW_REFERENCE  101 REFERENCE
//    112 NEW_FUN         size:32 (itself included), ...
// All integers are big-endian but for the digits of big integers. Compressed terms (80, term_to_binary's
// option `compressed`) and those of the option `local` (121, from OTP 26 on) are refused by name: nothing
// that is read here comes in such a form.

/// How deep terms may nest; a hostile file must not exhaust the stack.
inline constexpr int kDeepestTerm = 512;

/// How atoms are written: OTP 25 and earlier write Latin-1 names as ATOM_EXT, later ones write UTF-8 always.
enum class AtomEncoding { kLatin1WherePossible, kUtf8 };

/// term_to_binary(Term). Map entries are written in term order, so equal terms give equal bytes.
std::string encode_external(const Term& term, AtomEncoding atoms = AtomEncoding::kUtf8);

/// binary_to_term(Bytes) for one whole uncompressed term; throws Error for all else. `source` names the data
/// in errors.
Term decode_external(std::string_view bytes, std::string_view source);

}  // namespace slipway::erl

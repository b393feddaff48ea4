// What holds for every term.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "erl/external.hpp"
#include "erl/term_generator_support.hpp"
#include "erl/text_reader.hpp"
#include "erl/text_writer.hpp"

namespace slipway::erl {
namespace {

RC_GTEST_PROP(AnyTerm, ComesBackFromItsExternalForm, (const Term& term)) {
  RC_ASSERT((decode_external(encode_external(term), "external") == term));
  RC_ASSERT((decode_external(encode_external(term, AtomEncoding::kLatin1WherePossible), "external") == term));
}

RC_GTEST_PROP(AnyTerm, ComesBackFromItsText, (const Term& term)) {
  RC_ASSERT((read_term(to_text(term) + ".", "text") == term));
}

RC_GTEST_PROP(AnyTerm, ComesBackFromItsPrettyText, (const Term& term)) {
  RC_ASSERT((read_term(to_consultable_file(term), "text") == term));
}

RC_GTEST_PROP(AnyTerm, HasOneExternalForm, (const Term& term)) {
  const std::string bytes = encode_external(term);
  RC_ASSERT((encode_external(decode_external(bytes, "external")) == bytes));
}

RC_GTEST_PROP(AnyTerms, HaveATotalOrder, (const Term& a, const Term& b, const Term& c)) {
  RC_ASSERT(((compare(a, b) == 0) == (a == b)));
  RC_ASSERT((compare(a, b) == (0 <=> compare(b, a))));
  if (compare(a, b) <= 0 && compare(b, c) <= 0) RC_ASSERT((compare(a, c) <= 0));
  RC_ASSERT((compare(a, Term(a)) == 0));
}

}  // namespace
}  // namespace slipway::erl

#include "project/testimony.hpp"

#include <gtest/gtest.h>

namespace slipway::project {
namespace {

using erl::atom;
using erl::binary;
using erl::list;
using erl::Term;

Term testimony(Term doubt, Term read) {
  return erl::map({{atom("doubt"), std::move(doubt)},
                   {atom("read"), std::move(read)},
                   {atom("listed"), list({binary("/project")})},
                   {atom("written"), list({})}});
}

TEST(Testimonies, TellWhatWasLookedAt) {
  const Testimony seen = read_testimony(testimony(atom("nil"), list({binary("/project/mix.exs")})));
  EXPECT_FALSE(seen.doubt);
  EXPECT_EQ(seen.read, std::vector<std::string>{"/project/mix.exs"});
  EXPECT_EQ(seen.listed, std::vector<std::string>{"/project"});
  EXPECT_TRUE(seen.written.empty());
}

TEST(Testimonies, TellADoubt) {
  EXPECT_EQ(read_testimony(testimony(binary("ran a program: date"), list({}))).doubt, "ran a program: date");
}

TEST(Testimonies, ThatAreNotUnderstoodAreDoubts) {
  EXPECT_EQ(read_testimony(atom("no_witness")).doubt, "nobody watched");
  for (const Term& answer : {atom("ok"), list({}), testimony(atom("nil"), atom("none")),
                             testimony(atom("nil"), list({binary("relative")})),
                             testimony(atom("nil"), list({erl::integer(1)}))}) {
    EXPECT_EQ(read_testimony(answer).doubt, "the testimony is incomplete");
  }
}

}  // namespace
}  // namespace slipway::project

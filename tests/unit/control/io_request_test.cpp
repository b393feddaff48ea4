#include "control/io_request.hpp"

#include <gtest/gtest.h>

#include "control/failure.hpp"
#include "error_support.hpp"

namespace slipway::control {
namespace {

using erl::atom;
using erl::integer;
using erl::list;
using erl::Term;
using erl::tuple;
using Kind = IoRequest::Kind;

/// The request, and how many bytes behind it are left (its characters).
std::pair<IoRequest, std::size_t> read(const Term& term) {
  const std::string bytes = external_of(term);
  MemorySource source(bytes);
  TermReader reader(source, bytes.size(), "a request");
  IoRequest request = read_io_request(reader);
  return {std::move(request), reader.remaining()};
}

TEST(IoRequest, ToPrintLeavesTheCharacters) {
  auto [request, left] = read(tuple({atom("put_chars"), atom("unicode"), erl::binary("abc")}));
  EXPECT_EQ(request.kind, Kind::kPutChars);
  EXPECT_EQ(request.encoding, CharacterEncoding::kUnicode);
  EXPECT_EQ(left, 8u);
  std::tie(request, left) = read(tuple({atom("put_chars"), erl::binary("abc")}));
  EXPECT_EQ(request.kind, Kind::kPutChars);
  EXPECT_EQ(request.encoding, CharacterEncoding::kLatin1);
  EXPECT_EQ(left, 8u);
}

TEST(IoRequest, ToPrintAResultNamesTheFunction) {
  const Term arguments = list({erl::binary("~p"), list({integer(1000)})});
  for (const Term& term :
       {tuple({atom("put_chars"), atom("unicode"), atom("io_lib"), atom("format"), arguments}),
        tuple({atom("put_chars"), atom("io_lib"), atom("format"), arguments})}) {
    const auto [request, left] = read(term);
    EXPECT_EQ(request.kind, Kind::kPutResult);
    EXPECT_EQ(request.module + ":" + request.function, "io_lib:format");
    EXPECT_EQ(request.arguments, external_of(arguments));
    EXPECT_EQ(left, 0u);
  }
}

TEST(IoRequest, ToReadHasAPrompt) {
  const Term prompt = erl::binary("? ");
  for (const Term& term :
       {tuple({atom("get_line"), atom("unicode"), prompt}), tuple({atom("get_line"), prompt})}) {
    EXPECT_EQ(read(term).first.kind, Kind::kGetLine);
    EXPECT_EQ(read(term).first.prompt, external_of(prompt));
  }
  for (const Term& term : {tuple({atom("get_chars"), atom("unicode"), prompt, integer(5)}),
                           tuple({atom("get_chars"), prompt, integer(5)})}) {
    EXPECT_EQ(read(term).first.kind, Kind::kGetChars);
    EXPECT_EQ(read(term).first.count, 5);
  }
  const Term until = tuple({atom("get_until"), atom("unicode"), prompt, atom("m"), atom("f"), list({})});
  EXPECT_EQ(read(until).first.kind, Kind::kGetUntil);
  EXPECT_EQ(read(until).first.module, "m");
  EXPECT_EQ(read(until).first.arguments, "j");
}

TEST(IoRequest, ForOptionsAndSizes) {
  EXPECT_EQ(read(atom("getopts")).first.kind, Kind::kGetOptions);
  EXPECT_EQ(read(tuple({atom("setopts"), list({atom("binary")})})).first.kind, Kind::kSetOptions);
  EXPECT_EQ(read(tuple({atom("get_geometry"), atom("columns")})).first.kind, Kind::kGetColumns);
  EXPECT_EQ(read(tuple({atom("get_geometry"), atom("rows")})).first.kind, Kind::kGetRows);
  EXPECT_EQ(read(tuple({atom("get_password"), atom("unicode")})).first.kind, Kind::kGetPassword);
}

TEST(IoRequest, OfSeveralTellsTheirNumber) {
  const Term one = tuple({atom("put_chars"), atom("unicode"), erl::binary("a")});
  const auto [request, left] = read(tuple({atom("requests"), list({one, one})}));
  EXPECT_EQ(request.kind, Kind::kRequests);
  EXPECT_EQ(request.requests, 2u);
}

TEST(IoRequest, OfNoneIsReadWhole) {
  const auto [request, left] = read(tuple({atom("requests"), list({})}));
  EXPECT_EQ(request.kind, Kind::kRequests);
  EXPECT_EQ(request.requests, 0u);
  EXPECT_EQ(left, 0u);
  EXPECT_EQ(read(list({})).first.kind, Kind::kEndOfRequests);
}

TEST(IoRequest, ThatIsUnknownIsReadOver) {
  for (const Term& term :
       {atom("nonsense"), integer(5), tuple({}), tuple({integer(1), integer(2)}), tuple({atom("put_chars")}),
        tuple({atom("put_chars"), atom("utf7"), erl::binary("a")}),
        tuple({atom("get_geometry"), atom("depth")}), tuple({atom("requests"), atom("none")}),
        tuple({atom("get_chars"), atom("unicode"), erl::binary(""), integer(-1)}),
        tuple({atom("get_line"), integer(1), integer(2), integer(3), integer(4), integer(5), integer(6)})}) {
    const auto [request, left] = read(term);
    EXPECT_EQ(request.kind, Kind::kUnknown);
    EXPECT_EQ(left, 0u);
  }
}

TEST(IoRequest, WithAFunctionThatIsNoneIsRefused) {
  EXPECT_EQ(error_of([] {
              read(tuple({atom("put_chars"), atom("unicode"), integer(1), atom("f"), list({})}));
            }),
            "a request: expected an atom for a module or a function of a request");
}

}  // namespace
}  // namespace slipway::control

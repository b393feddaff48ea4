#include "launcher/shell_session.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "corpus_support.hpp"
#include "error_support.hpp"
#include "support/scripted_stream.hpp"

namespace slipway::launcher {
namespace {

using erl::atom;
using erl::charlist;
using erl::Term;

control::NodeConnection recorded_node(std::string_view packets, const std::shared_ptr<std::string>& written) {
  return {testing_support::scripted(packets, SIZE_MAX, written),
          {.our_name = "5F@host", .our_creation = 77, .common_flags = control::kOurFlags}};
}

/// What a session showed that answers a recorded node (tests/corpus/record_shell.py) with the lines that were
/// entered then.
std::string replayed(std::string_view packets, const std::shared_ptr<std::string>& written) {
  control::NodeConnection node = recorded_node(packets, written);
  control::TextBuffer shown;
  LineTerminal line(shown, editor::History(), {80, 24});
  ShellSession session(node, {STDIN_FILENO, STDOUT_FILENO}, &line);
  session.start(find_shell(node));
  std::vector<std::string> lines = {"40 + 2\r",      "IO.gets(\"name? \")\r", "ada\r", "Enum.map([1, 2],\r",
                                    "  & &1 * 2)\r", "raise \"no\"\r",        "\004"};
  editor::KeyDecoder keys;
  for (std::size_t next = 0; !session.has_ended();) {
    session.settle();
    if (line.is_editing() && next < lines.size()) {
      session.press(keys.decode(lines[next++]));
    } else {
      session.receive();
    }
  }
  return editor::without_escapes(shown.text());
}

class RecordedShell : public testing::TestWithParam<const char*> {};

TEST_P(RecordedShell, IsShownAndEnds) {
  const auto written = std::make_shared<std::string>();
  const std::string shown = replayed(corpus_file(std::string("shell/") + GetParam() + ".packets"), written);
  std::size_t place = 0;
  for (const char* expected :
       {"Interactive Elixir", "1> 40 + 2", "42\n", "2> IO.gets", "name? ada", "\"ada\\n\"\n",
        "3> Enum.map([1, 2],", "...(bare@", "  & &1 * 2)", "[2, 4]\n", "4> raise", "no\n"}) {
    const std::size_t found = shown.find(expected, place);
    EXPECT_NE(found, std::string::npos) << expected << " in " << shown.substr(place);
    if (found != std::string::npos) place = found;
  }
  EXPECT_NE(written->find("stop_evaluator"), std::string::npos);
  EXPECT_EQ(written->find("halt"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(OfEachShape, RecordedShell,
                         testing::Values("good_elixir_1_14", "good_elixir_1_18", "good_elixir_1_20"));

TEST(RecordedShellCut, BeforeItsEndIsAnError) {
  const std::string packets = corpus_file("shell/good_elixir_1_20.packets");
  // What comes last are answers that nobody waits for any more.
  for (std::size_t size = 0; size < packets.size() * 9 / 10; size += 97) {
    EXPECT_NE(error_of([&] { replayed(packets.substr(0, size), nullptr); }), "") << size;
  }
}

TEST(ReadCompletion, TakesTheAnswersOfIexAndOfEachErlang) {
  const auto answer = [](Term candidates, std::string_view common = "") {
    return erl::tuple({atom("yes"), charlist(common), std::move(candidates)});
  };
  const std::optional<editor::Completion> common = read_completion(answer(erl::list({}), "erse("));
  ASSERT_TRUE(common);
  EXPECT_TRUE(common->is_found);
  EXPECT_EQ(common->common, "erse(");

  const std::vector<std::string> wanted = {"map/2", "max/1"};
  const Term plain = erl::list({charlist("map/2"), charlist("max/1")});
  EXPECT_EQ(read_completion(answer(plain))->candidates, wanted);
  const Term endings =
      erl::list({erl::tuple({charlist("map"), charlist("/2")}), erl::tuple({charlist("max/1"), atom("x")})});
  EXPECT_EQ(read_completion(answer(endings))->candidates.front(), "map/2");
  const Term titled = erl::list({erl::map({{atom("title"), charlist("functions")}, {atom("elems"), plain}})});
  EXPECT_EQ(read_completion(answer(titled))->candidates, wanted);

  const std::optional<editor::Completion> none =
      read_completion(erl::tuple({atom("no"), erl::list({}), erl::list({})}));
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->is_found);
}

TEST(ReadCompletion, RefusesOtherTerms) {
  EXPECT_FALSE(read_completion(atom("no")));
  EXPECT_FALSE(read_completion(erl::tuple({atom("yes"), erl::integer(1), erl::list({})})));
  EXPECT_TRUE(read_completion(erl::tuple({atom("yes"), erl::list({}), atom("x")}))->candidates.empty());
}

TEST(ContinuationPrompt, IsTheOneOfIex) {
  EXPECT_EQ(continuation_prompt("iex(shop@host)12> "), "...(shop@host)12> ");
  EXPECT_EQ(continuation_prompt("(shop@host)1> "), "(shop@host)1> ");
  EXPECT_EQ(continuation_prompt("shop> "), "   .. ");
  EXPECT_EQ(continuation_prompt("\033[1mshop>\033[0m "), "   .. ");
  EXPECT_EQ(continuation_prompt(">"), ".. ");
}

}  // namespace
}  // namespace slipway::launcher

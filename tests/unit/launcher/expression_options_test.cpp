#include "launcher/expression_options.hpp"

#include <gtest/gtest.h>

#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::launcher {
namespace {

using Words = std::vector<std::string>;

TEST(ModuleName, IsElixirsForAnAliasAndErlangsOtherwise) {
  EXPECT_EQ(module_name("MyApp.Release"), "Elixir.MyApp.Release");
  EXPECT_EQ(module_name("Elixir.MyApp"), "Elixir.MyApp");
  EXPECT_EQ(module_name("lists"), "lists");
  EXPECT_EQ(module_name(":lists"), "lists");
  EXPECT_EQ(module_name(":Odd"), "Odd");
}

TEST(ExpressionOptions, CallAFunctionWithTheArgumentsOfTheProgram) {
  const CommandInput input =
      read_expression_options("eval", {"--mfa", "MyApp.Release", "migrate", "a", "--b"});
  EXPECT_EQ(input.expression,
            "apply(String.to_atom(\"Elixir.MyApp.Release\"), String.to_atom(\"migrate\"), System.argv())");
  EXPECT_EQ(input.arguments, (Words{"a", "--b"}));
}

TEST(ExpressionOptions, QuoteNames) {
  EXPECT_EQ(read_expression_options("eval", {"--mfa", ":m", "\"#{System.halt(1)}\\"}).expression,
            "apply(String.to_atom(\"m\"), String.to_atom(\"\\\"\\#{System.halt(1)}\\\\\"), System.argv())");
}

TEST(ExpressionOptions, RefuseWhatIsMissing) {
  const auto refusal = [](const Words& words) {
    return error_of([&] { read_expression_options("eval", words); });
  };
  EXPECT_EQ(refusal({"--mfa", "M"}),
            "--mfa needs MODULE FUNCTION [ARGUMENT...] behind it: eval --mfa MyApp.Release migrate");
  EXPECT_EQ(refusal({"--file", "/nowhere/a.exs"}), "open /nowhere/a.exs: No such file or directory");
  EXPECT_EQ(refusal({"--", "x"}), "eval needs an expression, --file PATH or --mfa");
}

}  // namespace
}  // namespace slipway::launcher

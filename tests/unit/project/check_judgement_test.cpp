#include "project/check_judgement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::project {
namespace {

using testing::HasSubstr;
using Fact = CheckFacts::Fact;
using Severity = CheckFinding::Severity;

const InstalledModules kInstalled = {
    {"Elixir.EEx", "eex"}, {"Elixir.Mix.Project", "mix"}, {"inet", "kernel"}, {"xmerl_scan", "xmerl"}};

CheckFinding only(const CheckFacts& facts) {
  const std::vector<CheckFinding> findings = judge(facts, kInstalled);
  EXPECT_EQ(findings.size(), 1u);
  return findings.empty() ? CheckFinding() : findings.front();
}

CheckFacts with_source(Fact fact, bool own = true) {
  return {.files = {{.path = "lib/shop.ex", .application = "shop", .own = own, .facts = {std::move(fact)}}}};
}

CheckFacts with_configuration(const std::string& path, Fact fact) {
  return {.configuration = {{.path = path, .application = "shop", .facts = {std::move(fact)}}}};
}

const Fact kReadsSetting{Fact::Kind::kReads, 4, "Application.get_env(:shop, :repos)", "@repos"};
const Fact kReadsVariable{Fact::Kind::kReads, 4, "System.get_env(\"A\")", "config"};

TEST(Checking, FindsAnAttributeThatReadsTheConfiguration) {
  const CheckFinding finding = only(with_source(kReadsSetting));
  EXPECT_EQ(finding.rule, "compile_time_read");
  EXPECT_EQ(finding.line, 4u);
  EXPECT_EQ(finding.problem,
            "@repos holds what Application.get_env(:shop, :repos) gives while compiling: what "
            "config/runtime.exs sets "
            "is not in it");
  EXPECT_EQ(finding.advice,
            "call it in a function (defp repos, do: Application.get_env(:shop, :repos)), or write "
            "Application.compile_env where the build is meant to decide");
}

TEST(Checking, NotesWhatDependenciesDo) {
  const CheckFinding finding = only(with_source(kReadsSetting, false));
  EXPECT_EQ(finding.severity, Severity::kNote);
  EXPECT_EQ(finding.dependency, "shop");
}

TEST(Checking, FindsVariablesThatAreBakedIn) {
  EXPECT_EQ(only(with_configuration("config/prod.exs", kReadsVariable)).rule, "baked_configuration");
  EXPECT_TRUE(judge(with_configuration("config/runtime.exs", kReadsVariable), kInstalled).empty());
}

TEST(Checking, FindsSecretsThatAreBakedIn) {
  const Fact secret{Fact::Kind::kSecret, 1, "api_key", "config"};
  CheckFacts facts = with_configuration("config/config.exs", secret);
  EXPECT_EQ(only(facts).severity, Severity::kWarning);
  // One that is replaced at the start is there all the same, but used by nobody.
  facts.configuration.push_back({.path = "config/runtime.exs", .application = "shop", .facts = {secret}});
  EXPECT_EQ(only(facts).severity, Severity::kNote);
}

TEST(Checking, FindsApplicationsThatAreMissing) {
  CheckFacts facts{.uses = {{"xmerl_scan", "lib/a.ex", 7},
                            {"inet", "lib/a.ex", 8},
                            {"Elixir.Mix.Project", "lib/a.ex", 9},
                            {"Elixir.Shop.Cart", "lib/a.ex", 10}},
                   .reachable = {{"kernel", "shop"}}};
  EXPECT_EQ(only(facts).advice, "add :xmerl to extra_applications in mix.exs");
  facts.uses = {{"Elixir.EEx", "lib/a.ex", 7}};
  EXPECT_EQ(only(facts).problem, "EEx is of the application eex, which is not in the release");
  facts.reachable.reset();
  EXPECT_TRUE(judge(facts, kInstalled).empty()) << "what is not compiled has no applications";
}

TEST(Checking, SortsWhatItFinds) {
  CheckFacts facts;
  for (const char* path : {"lib/b.ex", "lib/a.ex"}) {
    for (const std::size_t line : {std::size_t{9}, std::size_t{3}}) {
      facts.files.push_back({.path = path,
                             .application = "shop",
                             .facts = {{Fact::Kind::kMix, line, "Mix.env()", "function"}}});
    }
  }
  std::vector<std::string> places;
  for (const CheckFinding& finding : judge(facts, kInstalled))
    places.push_back(finding.path + std::to_string(finding.line));
  EXPECT_THAT(places, testing::ElementsAre("lib/a.ex3", "lib/a.ex9", "lib/b.ex3", "lib/b.ex9"));
}

TEST(Checking, RefusesFactsThatAreNone) {
  EXPECT_THAT(error_of([] { read_check_facts(erl::Term(std::int64_t{1})); }),
              HasSubstr("are not as expected"));
}

}  // namespace
}  // namespace slipway::project

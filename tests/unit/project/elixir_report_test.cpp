#include "project/elixir_report.hpp"

#include <gtest/gtest.h>

#include "erl/text_reader.hpp"

namespace slipway::project {
namespace {

ElixirReport read(std::string_view text) { return read_elixir_report(erl::read_term(text, "report")); }

TEST(ElixirReports, HoldWhatTheVmSays) {
  const ElixirReport report = read(R"(#{vm => #{elixir_version => <<"1.18.4">>, built_on_otp => <<"27">>,
    otp_release => <<"27">>, otp_root => <<"/opt/otp">>, erts_version => <<"15.2">>,
    architecture => <<"x86_64-pc-linux-musl">>, utf8_names => false,
    missing_applications => [<<"ssl">>], crypto_problem => nil}}.)");
  ASSERT_TRUE(report.vm);
  EXPECT_EQ(report.vm->elixir_version, "1.18.4");
  EXPECT_EQ(report.vm->otp_release, "27");
  EXPECT_EQ(report.vm->otp_root, "/opt/otp");
  EXPECT_EQ(report.vm->architecture, "x86_64-pc-linux-musl");
  EXPECT_FALSE(report.vm->utf8_names);
  EXPECT_EQ(report.vm->missing_applications, std::vector<std::string>{"ssl"});
  EXPECT_EQ(report.vm->crypto_problem, "");
  EXPECT_FALSE(report.project);
}

TEST(ElixirReports, HoldWhatTheProjectSays) {
  const ElixirReport report = read(R"(#{vm => #{}, project => #{app => <<"shop">>, umbrella => false,
    releases => [<<"web">>, <<"worker">>], default_release => <<"web">>, templates => [<<"deploy">>],
    hex => true, rebar3 => false, hex_packages => [<<"jason">>], rebar3_packages => [<<"telemetry">>],
    dependency_problem => <<>>}}.)");
  ASSERT_TRUE(report.project);
  EXPECT_EQ(report.project->app, "shop");
  EXPECT_EQ(report.project->default_release, "web");
  EXPECT_EQ(report.project->template_folders, std::vector<std::string>{"deploy"});
  EXPECT_TRUE(report.project->has_hex);
  EXPECT_EQ(report.project->has_rebar3, false);
  EXPECT_EQ(report.project->dependency_problem, "");
  EXPECT_EQ(release_names(*report.project), (std::vector<std::string>{"web", "worker"}));
}

TEST(ElixirReports, TellAnswersFromQuestionsThatWereNotAsked) {
  const ElixirReport report = read("#{project => #{app => <<\"shop\">>, rebar3 => nil}}.");
  EXPECT_EQ(report.project->dependency_problem, std::nullopt);
  EXPECT_EQ(report.project->has_rebar3, std::nullopt);
}

TEST(ReleaseNames, AreTheApplicationsWhereMixExsNamesNone) {
  ProjectReport project;
  EXPECT_TRUE(release_names(project).empty()) << "the root of an umbrella";
  project.app = "shop";
  EXPECT_EQ(release_names(project), std::vector<std::string>{"shop"});
}

}  // namespace
}  // namespace slipway::project

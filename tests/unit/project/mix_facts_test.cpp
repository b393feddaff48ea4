#include "project/mix_facts.hpp"

#include <gtest/gtest.h>

#include "erl/text_reader.hpp"
#include "error_support.hpp"

namespace slipway::project {
namespace {

using Texts = std::vector<std::string>;

/// The facts of a small project, as probe/slipway_probe.exs sends them; `changes` go before them.
erl::Term facts(const std::string& changes = "") {
  const std::string text = R"(#{
    elixir_version => <<"1.14.0">>, otp_release => <<"25">>, erts_version => "13.1.5",
    otp_root => "/usr/lib/erlang", otp_lib_dir => <<"/usr/lib/erlang/lib">>, elixir_lib_dir => "/usr/lib/elixir/lib",
    code_path => ["/a", <<"/b">>], significant_chunks => ["Atom", "AtU8"],
    mix_env => prod, mix_target => host, umbrella => false,
    app => shop, version => <<"0.1.0">>, description => <<"A shop">>, source_url => nil, homepage_url => nil, build_path => <<"/p/_build/prod">>,
    config_path => <<"config/config.exs">>, consolidation_path => <<"/p/consolidated">>, deps_apps => [plug, jason], fetched_apps => [jason],
    default_release => nil, releases => [shop, other], aliases => [setup])";
  return erl::read_term(text + (changes.empty() ? "" : ", " + changes) + "}.", "facts");
}

std::string refusal(const std::string& changes) {
  return error_of([&] { read_mix_facts(facts(changes)); });
}

TEST(MixFacts, AreReadFromWhatTheProbeSends) {
  const MixFacts read = read_mix_facts(facts());
  EXPECT_EQ(read.elixir, (ElixirVersion{1, 14, 0}));
  EXPECT_EQ(read.otp_release, 25);
  EXPECT_EQ(read.erts_version, "13.1.5");
  EXPECT_EQ(read.otp_root, "/usr/lib/erlang");
  EXPECT_EQ(read.code_path, (std::vector<std::filesystem::path>{"/a", "/b"}));
  EXPECT_EQ(read.significant_chunks, (Texts{"Atom", "AtU8"}));
  EXPECT_EQ(read.mix_env, "prod");
  EXPECT_FALSE(read.umbrella);
  EXPECT_EQ(read.app, "shop");
  EXPECT_EQ(read.version, "0.1.0");
  EXPECT_EQ(read.description, "A shop");
  EXPECT_EQ(read.source_url, std::nullopt);
  EXPECT_EQ(read.consolidation_path, "/p/consolidated");
  EXPECT_EQ(read.deps_apps, (Texts{"plug", "jason"}));
  EXPECT_EQ(read.fetched_apps, (Texts{"jason"}));
  EXPECT_EQ(read.default_release, std::nullopt);
  EXPECT_EQ(read.releases, (Texts{"shop", "other"}));
  EXPECT_EQ(read.aliases, Texts{"setup"});
}

TEST(MixFacts, MayLackWhatAProjectNeedNotHave) {
  const MixFacts read =
      read_mix_facts(facts("app => nil, version => nil, consolidation_path => nil, significant_chunks => "
                           "nil, default_release => main,"
                           " umbrella => true, releases => []"));
  EXPECT_EQ(read.app, std::nullopt);
  EXPECT_EQ(read.version, std::nullopt);
  EXPECT_EQ(read.consolidation_path, std::nullopt);
  EXPECT_TRUE(read.significant_chunks.empty());
  EXPECT_EQ(read.default_release, "main");
  EXPECT_TRUE(read.umbrella);
  EXPECT_TRUE(read.releases.empty());
}

TEST(MixFacts, OfTheWrongShapeAreRefused) {
  EXPECT_EQ(error_of([] { read_mix_facts(erl::map({})); }), "the project's elixir_version is missing");
  EXPECT_EQ(refusal("mix_env => 1"), "the project's mix_env is no text");
  EXPECT_EQ(refusal("code_path => x"), "the project's code_path is no list");
  EXPECT_EQ(refusal("deps_apps => [1]"), "the project's deps_apps holds something that is no text");
  EXPECT_EQ(refusal("releases => [{shop, []}]"), "the project's releases holds something that is no text");
}

TEST(ElixirVersions, AreReadAndOrdered) {
  EXPECT_EQ(parse_elixir_version("1.14.0"), (ElixirVersion{1, 14, 0}));
  EXPECT_EQ(parse_elixir_version("1.18.0-rc.1"), (ElixirVersion{1, 18, 0}));
  EXPECT_EQ(parse_elixir_version("1.19.12-dev"), (ElixirVersion{1, 19, 12}));
  EXPECT_EQ(parse_elixir_version("1.15"), (ElixirVersion{1, 15, 0}));
  EXPECT_LT(parse_elixir_version("1.9.4"), parse_elixir_version("1.14.0"));
  EXPECT_EQ(parse_elixir_version("1.15.7").text(), "1.15.7");
}

}  // namespace
}  // namespace slipway::project

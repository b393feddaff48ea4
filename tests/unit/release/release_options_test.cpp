#include "release/release_options.hpp"

#include <gtest/gtest.h>

#include "erl/text_reader.hpp"
#include "error_support.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

/// `options` are the inside of a keyword list, as Erlang writes it.
ReleaseOptions read(const std::string& options) {
  return read_release_options(erl::read_term("[" + options + "].", "options"));
}

std::string refusal(const std::string& options) {
  return error_of([&] { read(options); });
}

TEST(ReleaseOptions, HaveTheDefaultsOfMix) {
  const ReleaseOptions options = read("");
  EXPECT_EQ(options.cookie, std::nullopt);
  EXPECT_TRUE(options.strip_beams);
  EXPECT_FALSE(options.compress_beams);
  EXPECT_TRUE(options.validate_compile_env);
  EXPECT_EQ(options.runtime_configuration.source, RuntimeConfiguration::Source::kDefaultFiles);
  EXPECT_EQ(options.reboot_system_after_config, std::nullopt);
  EXPECT_EQ(options.templates, "rel");
  EXPECT_TRUE(options.overlays.empty());
  EXPECT_TRUE(options.includes_unix);
  EXPECT_FALSE(options.includes_windows);
  EXPECT_FALSE(options.quiet);
}

TEST(ReleaseOptions, AreRead) {
  const ReleaseOptions options = read(
      "{cookie, <<\"c\">>}, {strip_beams, [{keep, [<<\"Docs\">>]}, {compress, true}]}, "
      "{validate_compile_env, "
      "false}, {runtime_config_path, <<\"config/x.exs\">>}, {reboot_system_after_config, true}, "
      "{start_distribution_during_config, true}, {prune_runtime_sys_config_after_boot, true}, "
      "{rel_templates_path, <<\"other\">>}, {overlays, [<<\"/usr\">>, <<\"/\">>]}, "
      "{skip_mode_validation_for, [x]}, {include_executables_for, [unix, windows]}, {quiet, true}, "
      "{own_option, 1}");
  EXPECT_EQ(options.cookie, "c");
  EXPECT_TRUE(options.strip_beams);
  EXPECT_TRUE(options.compress_beams);
  EXPECT_EQ(options.kept_chunks, std::vector<std::string>{"Docs"});
  EXPECT_FALSE(options.validate_compile_env);
  EXPECT_EQ(options.runtime_configuration.source, RuntimeConfiguration::Source::kFile);
  EXPECT_EQ(options.runtime_configuration.path, "config/x.exs");
  EXPECT_EQ(options.reboot_system_after_config, true);
  EXPECT_TRUE(options.start_distribution_during_config);
  EXPECT_TRUE(options.prune_runtime_sys_config_after_boot);
  EXPECT_EQ(options.templates, "other");
  EXPECT_EQ(options.overlays, (std::vector<fs::path>{"/usr", "/"}));
  EXPECT_EQ(options.skip_mode_validation_for, std::vector<std::string>{"x"});
  EXPECT_TRUE(options.includes_unix);
  EXPECT_TRUE(options.includes_windows);
  EXPECT_TRUE(options.quiet);
}

TEST(ReleaseOptions, CanLeaveOutTheExecutables) {
  EXPECT_FALSE(read("{include_executables_for, []}").includes_unix);
  const ReleaseOptions windows = read("{include_executables_for, [windows]}");
  EXPECT_FALSE(windows.includes_unix);
  EXPECT_TRUE(windows.includes_windows);
}

TEST(ReleaseOptions, ThatAreNilAreNotSet) {
  const ReleaseOptions options = read("{cookie, nil}, {strip_beams, nil}, {overlays, nil}, {quiet, nil}");
  EXPECT_EQ(options.cookie, std::nullopt);
  EXPECT_TRUE(options.strip_beams);
}

TEST(ReleaseOptions, AreValidatedAtBootOnlyWhereMixDoes) {
  EXPECT_FALSE(read("{validate_compile_env, nil}").validate_compile_env);
  EXPECT_TRUE(read("{validate_compile_env, true}").validate_compile_env);
}

TEST(ReleaseOptions, AreQuietForWhateverElixirTakesAsTrue) {
  EXPECT_TRUE(read("{quiet, <<\"1\">>}").quiet);
  EXPECT_FALSE(read("{quiet, false}").quiet);
}

TEST(ReleaseOptions, TakeCharlistsAsStrings) {
  const ReleaseOptions options = read(
      "{cookie, \"c\"}, {runtime_config_path, \"x.exs\"}, {rel_templates_path, \"größe\"}, {overlays, "
      "[\"/usr\"]}");
  EXPECT_EQ(options.cookie, "c");
  EXPECT_EQ(options.runtime_configuration.path, "x.exs");
  EXPECT_EQ(options.templates, "größe");
  EXPECT_EQ(options.overlays, std::vector<fs::path>{"/usr"});
}

TEST(ReleaseOptions, ThatStandTwiceAreReadAsKeywordGetReadsThem) {
  EXPECT_EQ(read("{cookie, <<\"first\">>}, {cookie, <<\"second\">>}").cookie, "first");
}

TEST(ReleaseOptions, SayWhatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {"{reboot_system_after_config, yes}",
       "the release option :reboot_system_after_config must be true or false, found :yes"},
      {"{cookie, abc}", "the release option :cookie must be a string, found :abc"},
      {"{cookie, <<>>}",
       "the cookie is empty; set the release option :cookie to a secret, or leave it out for a random one"},
      {"{strip_beams, 1}",
       "the release option :strip_beams must be true, false or [keep: [\"Docs\"]], found 1"},
      {"{strip_beams, [{compress, 9}]}", "the release option :compress must be true or false, found 9"},
      {"{include_executables_for, [plan9]}",
       "the release option :include_executables_for must be a list of :unix and :windows, found [:plan9]"},
      {"{runtime_config_path, true}",
       "the release option :runtime_config_path must be a path or false, found true"},
      {"{overlays, <<\"/nowhere\">>}", "the release option :overlays names /nowhere, which is no folder"},
      {"{overlays, [1]}", "the release option :overlays must be a path or a list of paths, found [1]"},
  };
  for (const auto& [options, message] : cases) EXPECT_EQ(refusal(options), message);
}

TEST(ReleaseOptions, AreShownAsElixirShowsThem) {
  EXPECT_EQ(refusal("{cookie, [{a, <<\"b\">>}, {'Elixir.Shop.Web', {1, nil}}]}"),
            "the release option :cookie must be a string, found [a: \"b\", Elixir.Shop.Web: {1, nil}]");
  EXPECT_EQ(refusal("{cookie, {'$function', 1, <<\"&Shop.x/1\">>}}"),
            "the release option :cookie must be a string, found &Shop.x/1");
}

}  // namespace
}  // namespace slipway::release

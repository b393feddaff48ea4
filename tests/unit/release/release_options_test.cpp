#include "release/release_options.hpp"

#include <gtest/gtest.h>

#include "erl/text_reader.hpp"
#include "error_support.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

class ReleaseOptionsTest : public testing::Test {
 protected:
  ReleaseOptionsTest() {
    facts_.version = "0.1.0";
    facts_.app = "shop";
    facts_.build_path = "/p/_build/prod";
  }

  /// `options` are the inside of a keyword list, as Erlang writes it.
  ReleaseOptions read(const std::string& options, const std::string& name = "shop") {
    return read_release_options(name, erl::read_term("[" + options + "].", "options"), facts_, overrides_);
  }
  std::string refusal(const std::string& options, const std::string& name = "shop") {
    return error_of([&] { read(options, name); });
  }

  project::MixFacts facts_;
  ReleaseOverrides overrides_;
};

TEST_F(ReleaseOptionsTest, HaveTheDefaultsOfMix) {
  const ReleaseOptions options = read("");
  EXPECT_EQ(options.name, "shop");
  EXPECT_EQ(std::get<std::string>(options.version), "0.1.0");
  EXPECT_EQ(options.path, "/p/_build/prod/rel/shop");
  EXPECT_EQ(options.cookie, std::nullopt);
  EXPECT_TRUE(options.strip_beams);
  EXPECT_TRUE(options.validate_compile_env);
  EXPECT_EQ(options.runtime_configuration.source, RuntimeConfiguration::Source::kDefaultFiles);
  EXPECT_EQ(options.reboot_system_after_config, std::nullopt);
  EXPECT_FALSE(options.has_config_providers);
  EXPECT_EQ(options.templates, "rel");
  EXPECT_TRUE(options.overlays.empty());
  EXPECT_FALSE(options.quiet);
}

TEST_F(ReleaseOptionsTest, AreRead) {
  const ReleaseOptions options = read(
      "{version, <<\"2.0\">>}, {path, <<\"/out/\">>}, {cookie, <<\"c\">>}, {strip_beams, [{keep, "
      "[<<\"Docs\">>]}]},"
      "{validate_compile_env, false}, {runtime_config_path, <<\"config/x.exs\">>}, "
      "{reboot_system_after_config, true},"
      "{start_distribution_during_config, true}, {prune_runtime_sys_config_after_boot, true},"
      "{config_providers, [{'Elixir.A', []}]}, {rel_templates_path, <<\"other\">>}, {overlays, "
      "[<<\"/usr\">>, "
      "<<\"/\">>]},"
      "{skip_mode_validation_for, [x]}, {include_executables_for, [unix, windows]}, {quiet, true},"
      "{applications, [{plug, permanent}, {ex_doc, none}]}, {own_option, 1}, {include_erts, true}, {steps, "
      "[assemble]}");
  EXPECT_EQ(std::get<std::string>(options.version), "2.0");
  EXPECT_EQ(options.path, "/out");
  EXPECT_EQ(options.cookie, "c");
  EXPECT_TRUE(options.strip_beams);
  EXPECT_EQ(options.kept_chunks, std::vector<std::string>{"Docs"});
  EXPECT_FALSE(options.validate_compile_env);
  EXPECT_EQ(options.runtime_configuration.source, RuntimeConfiguration::Source::kFile);
  EXPECT_EQ(options.runtime_configuration.path, "config/x.exs");
  EXPECT_EQ(options.reboot_system_after_config, true);
  EXPECT_TRUE(options.start_distribution_during_config);
  EXPECT_TRUE(options.prune_runtime_sys_config_after_boot);
  EXPECT_TRUE(options.has_config_providers);
  EXPECT_EQ(options.templates, "other");
  EXPECT_EQ(options.overlays, (std::vector<fs::path>{"/usr", "/"}));
  EXPECT_EQ(options.skip_mode_validation_for, std::vector<std::string>{"x"});
  EXPECT_TRUE(options.asks_for_windows);
  EXPECT_TRUE(options.quiet);
  ASSERT_EQ(options.applications.size(), 2u);
  EXPECT_EQ(options.applications[1].application, "ex_doc");
  EXPECT_EQ(options.applications[1].mode, ApplicationMode::kNone);
}

TEST_F(ReleaseOptionsTest, ThatAreNilAreNotSet) {
  const ReleaseOptions options =
      read("{version, nil}, {cookie, nil}, {path, nil}, {strip_beams, nil}, {overlays, nil}, {quiet, nil}");
  EXPECT_EQ(std::get<std::string>(options.version), "0.1.0");
  EXPECT_EQ(options.path, "/p/_build/prod/rel/shop");
}

TEST_F(ReleaseOptionsTest, GoBehindTheCommandLine) {
  overrides_ = {.name = {}, .version = "9.9", .path = "/else", .quiet = true};
  const ReleaseOptions options = read("{version, <<\"2.0\">>}, {path, <<\"/out\">>}, {quiet, false}");
  EXPECT_EQ(std::get<std::string>(options.version), "9.9");
  EXPECT_EQ(options.path, "/else");
  EXPECT_TRUE(options.quiet);
}

TEST_F(ReleaseOptionsTest, TakeRelativePathsFromTheCurrentFolder) {
  EXPECT_EQ(read("{path, <<\"out/./x/../rel\">>}").path, fs::current_path() / "out/rel");
}

TEST_F(ReleaseOptionsTest, TakeTheVersionOfAnApplication) {
  EXPECT_EQ(std::get<VersionFromApplication>(read("{version, {from_app, other}}").version).application,
            "other");
}

TEST_F(ReleaseOptionsTest, SayWhatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {"{version, 1}", "the release option :version must be a string or {:from_app, :my_app}, found 1"},
      {"{quiet, yes}", "the release option :quiet must be true or false, found yes"},
      {"{cookie, abc}", "the release option :cookie must be a string, found abc"},
      {"{strip_beams, 1}",
       "the release option :strip_beams must be true, false or [keep: [\"Docs\"]], found 1"},
      {"{include_executables_for, [plan9]}",
       "the release option :include_executables_for must be a list of :unix and :windows, found [plan9]"},
      {"{runtime_config_path, true}",
       "the release option :runtime_config_path must be a path or false, found true"},
      {"{applications, [plug]}",
       "the release option :applications must be a keyword list of modes such as [my_app: :permanent], found "
       "[plug]"},
      {"{applications, [{plug, always}]}",
       "the application plug has the unknown mode always. The modes are: permanent, transient, temporary, "
       "load, none"},
      {"{config_providers, x}",
       "the release option :config_providers must be a list of {module, argument}, found x"},
      {"{overlays, <<\"/nowhere\">>}", "the release option :overlays names /nowhere, which is no folder"},
      {"{overlays, [1]}", "the release option :overlays must be a path or a list of paths, found [1]"},
  };
  for (const auto& [options, message] : cases) EXPECT_EQ(refusal(options), message);
}

TEST_F(ReleaseOptionsTest, RefuseVersionsThatNameNoFolder) {
  for (const char* version : {"", ".", "..", "a/b", "a b", "a\\n"}) {
    EXPECT_TRUE(refusal("{version, <<\"" + std::string(version) + "\">>}").starts_with("the version \""))
        << version;
  }
  EXPECT_EQ(refusal("{version, <<\"1.0.0-rc.1+build\">>}"), "");
  facts_.version.reset();
  EXPECT_TRUE(refusal("").starts_with("there is no version: "));
}

TEST_F(ReleaseOptionsTest, RefuseNamesThatAreNoRelease) {
  for (const char* name : {"", "Shop", "1shop", "_shop", "shop-1", "shop/x", "shöp"}) {
    EXPECT_NE(refusal("", name), "") << name;
  }
  EXPECT_EQ(refusal("", "shop_2"), "");
}

TEST_F(ReleaseOptionsTest, RefuseWhatIsNotSupportedYet) {
  for (const char* options :
       {"{include_erts, false}", "{steps, [assemble, tar]}", "{strip_beams, [{compress, true}]}",
        "{include_executables_for, [windows]}", "{include_executables_for, []}"}) {
    EXPECT_NE(refusal(options).find("is not supported by this version of Slipway"), std::string::npos)
        << options << ": " << refusal(options);
  }
  facts_.aliases = {"release"};
  EXPECT_NE(refusal(""), "");
  facts_.aliases = {};
  facts_.umbrella = true;
  EXPECT_NE(refusal(""), "");
}

class ChosenReleases : public testing::Test {
 protected:
  void configure(std::initializer_list<const char*> names) {
    for (const char* name : names) facts_.releases.push_back({name, std::nullopt});
  }
  std::string choice(const std::optional<std::string>& asked_for = {}) {
    std::string result;
    const std::string error = error_of([&] { result = choose_release(facts_, asked_for); });
    return error.empty() ? result : error;
  }

  project::MixFacts facts_;
};

TEST_F(ChosenReleases, AreTheApplicationWhereNoneIsConfigured) {
  EXPECT_EQ(choice(), "mix.exs names neither an :app nor :releases");
  facts_.app = "shop";
  EXPECT_EQ(choice(), "shop");
  EXPECT_EQ(choice("other"), "unknown release other; mix.exs has no :releases, so leave the name out");
}

TEST_F(ChosenReleases, AreTheOnlyOne) {
  configure({"one"});
  EXPECT_EQ(choice(), "one");
  EXPECT_EQ(choice("one"), "one");
}

TEST_F(ChosenReleases, AreNamedWhereThereAreSeveral) {
  configure({"one", "two"});
  EXPECT_EQ(choice(),
            "mix.exs has several releases (one, two): name one, as in `slipway release NAME`, or set "
            ":default_release");
  EXPECT_EQ(choice("two"), "two");
  facts_.default_release = "one";
  EXPECT_EQ(choice(), "one");
  facts_.default_release = "three";
  EXPECT_EQ(choice(), "unknown release three; the releases in mix.exs are: one, two");
}

}  // namespace
}  // namespace slipway::release

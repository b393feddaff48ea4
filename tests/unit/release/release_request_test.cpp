#include "release/release_request.hpp"

#include <gtest/gtest.h>

#include "erl/text_reader.hpp"
#include "error_support.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

class ReleaseRequestTest : public testing::Test {
 protected:
  ReleaseRequestTest() {
    facts_.version = "0.1.0";
    facts_.app = "shop";
    facts_.build_path = "/p/_build/prod";
  }

  /// `options` are the inside of a keyword list, as Erlang writes it.
  ReleaseRequest read(const std::string& options, const std::string& name = "shop") {
    return read_release_request(name, erl::read_term("[" + options + "].", "options"), facts_);
  }
  std::string refusal(const std::string& options, const std::string& name = "shop") {
    return error_of([&] { read(options, name); });
  }

  project::MixFacts facts_;
};

TEST_F(ReleaseRequestTest, HasTheDefaultsOfMix) {
  const ReleaseRequest request = read("");
  EXPECT_EQ(request.name, "shop");
  EXPECT_EQ(std::get<std::string>(request.version), "0.1.0");
  EXPECT_EQ(request.path, "/p/_build/prod/rel/shop");
  EXPECT_TRUE(std::holds_alternative<ErtsInUse>(request.erts));
  EXPECT_FALSE(request.has_config_providers);
  EXPECT_FALSE(request.has_functions);
}

TEST_F(ReleaseRequestTest, IsRead) {
  const ReleaseRequest request = read(
      "{version, <<\"2.0\">>}, {path, <<\"/out/\">>}, {config_providers, [{'Elixir.A', []}]}, "
      "{applications, [{plug, permanent}, {ex_doc, none}]}, {include_erts, false}, "
      "{steps, [{'$function', 1, <<\"&A.b/1\">>}, assemble, tar]}");
  EXPECT_EQ(std::get<std::string>(request.version), "2.0");
  EXPECT_EQ(request.path, "/out");
  EXPECT_TRUE(request.has_config_providers);
  EXPECT_TRUE(std::holds_alternative<NoErts>(request.erts));
  EXPECT_TRUE(request.has_functions);
  ASSERT_EQ(request.applications.size(), 2u);
  EXPECT_EQ(request.applications[1].application, "ex_doc");
  EXPECT_EQ(request.applications[1].mode, ApplicationMode::kNone);
}

TEST_F(ReleaseRequestTest, TakesAnErtsFromAFolder) {
  EXPECT_EQ(std::get<ErtsIn>(read("{include_erts, <<\"/opt/erts-13\">>}").erts).folder, "/opt/erts-13");
  EXPECT_EQ(std::get<ErtsIn>(read("{include_erts, \"erts-13\"}").erts).folder,
            fs::current_path() / "erts-13");
}

TEST_F(ReleaseRequestTest, TakesNilForNotSet) {
  const ReleaseRequest request = read("{version, nil}, {path, nil}, {include_erts, nil}, {steps, nil}");
  EXPECT_EQ(std::get<std::string>(request.version), "0.1.0");
  EXPECT_EQ(request.path, "/p/_build/prod/rel/shop");
}

TEST_F(ReleaseRequestTest, TakesRelativePathsFromTheCurrentFolder) {
  EXPECT_EQ(read("{path, <<\"out/./x/../rel\">>}").path, fs::current_path() / "out/rel");
}

TEST_F(ReleaseRequestTest, TakesTheVersionOfAnApplication) {
  EXPECT_EQ(std::get<VersionFromApplication>(read("{version, {from_app, other}}").version).application,
            "other");
}

TEST_F(ReleaseRequestTest, TakesCharlistsAsStrings) {
  const ReleaseRequest request = read("{version, \"1.14.0\"}, {path, \"/out\"}");
  EXPECT_EQ(std::get<std::string>(request.version), "1.14.0");
  EXPECT_EQ(request.path, "/out");
}

TEST_F(ReleaseRequestTest, SaysWhatIsWrong) {
  const std::string steps =
      "the release option :steps must be a list of functions of one argument with :assemble once, and at "
      "most "
      "one :tar behind it, found ";
  const std::pair<std::string, std::string> cases[] = {
      {"{version, 1}", "the release option :version must be a string or {:from_app, :my_app}, found 1"},
      {"{applications, [plug]}",
       "the release option :applications must be a keyword list of modes such as [my_app: :permanent], found "
       "[:plug]"},
      {"{applications, [{plug, always}]}",
       "the application plug has the unknown mode always. The modes are: permanent, transient, temporary, "
       "load, none"},
      {"{config_providers, x}",
       "the release option :config_providers must be a list of {module, argument}, found :x"},
      {"{include_erts, maybe}",
       "the release option :include_erts must be true, false, the path of an ERTS, or a function that gives "
       "one "
       "of them, found :maybe"},
      {"{steps, assemble}", steps + ":assemble"},
      {"{steps, []}", steps + "[]"},
      {"{steps, [assemble, assemble]}", steps + "[:assemble, :assemble]"},
      {"{steps, [tar, assemble]}", steps + "[:tar, :assemble]"},
      {"{steps, [assemble, tar, tar]}", steps + "[:assemble, :tar, :tar]"},
      {"{steps, [assemble, zip]}", steps + "[:assemble, :zip]"},
      {"{steps, [assemble, {'$function', 2, <<\"&A.b/2\">>}]}", steps + "[:assemble, &A.b/2]"},
  };
  for (const auto& [options, message] : cases) EXPECT_EQ(refusal(options), message);
}

TEST_F(ReleaseRequestTest, RefusesVersionsThatNameNoFolder) {
  for (const char* version : {"", ".", "..", "a/b", "a b", "a\\n"}) {
    EXPECT_TRUE(refusal("{version, <<\"" + std::string(version) + "\">>}").starts_with("the version \""))
        << version;
  }
  EXPECT_EQ(refusal("{version, <<\"1.0.0-rc.1+build\">>}"), "");
  facts_.version.reset();
  EXPECT_TRUE(refusal("").starts_with("there is no version: "));
}

TEST_F(ReleaseRequestTest, RefusesNamesThatAreNoRelease) {
  for (const char* name : {"", "Shop", "1shop", "_shop", "shop-1", "shop/x", "shöp"}) {
    EXPECT_NE(refusal("", name), "") << name;
  }
  EXPECT_EQ(refusal("", "shop_2"), "");
}

TEST_F(ReleaseRequestTest, OfAnUmbrellaMustListApplications) {
  facts_.umbrella = true;
  facts_.app.reset();
  EXPECT_TRUE(refusal("").starts_with("the release shop of an umbrella project must list the applications"));
  EXPECT_EQ(refusal("{applications, [{child, permanent}]}"), "");
}

class ChosenReleases : public testing::Test {
 protected:
  void configure(std::initializer_list<const char*> names) {
    for (const char* name : names) facts_.releases.emplace_back(name);
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

TEST_F(ChosenReleases, OfAnUmbrellaAreConfigured) {
  facts_.umbrella = true;
  EXPECT_TRUE(choice().starts_with("an umbrella project must define its releases in mix.exs"));
  configure({"north"});
  EXPECT_EQ(choice(), "north");
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

#include "release/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "release/applications_support.hpp"

namespace slipway::release {
namespace {

using testing::HasSubstr;
using enum ApplicationMode;

/// A world of applications, with those that every release of Mix has.
class SelectionTest : public testing::Test {
 protected:
  SelectionTest() {
    otp("kernel", "");
    otp("stdlib", "{applications, [kernel]}");
    otp("sasl", "{applications, [kernel, stdlib]}");
    otp("compiler", "{applications, [kernel, stdlib]}");
    otp("runtime_tools", "{applications, [kernel, stdlib]}");
    project("elixir", "{applications, [kernel, stdlib, compiler]}");
    project("iex", "{applications, [kernel, stdlib, elixir]}");
    request_.elixir = {1, 14, 0};
  }

  void otp(const std::string& name, const std::string& keys) { world_[name] = {"/otp/" + name, true, keys}; }
  void project(const std::string& name, const std::string& keys) {
    world_[name] = {"/build/" + name, false, keys};
  }

  Selection select() {
    return select_applications(request_, [this](const std::string& name) -> std::optional<FoundApplication> {
      const auto found = world_.find(name);
      if (found == world_.end()) return std::nullopt;
      const auto& [folder, is_otp, keys] = found->second;
      return FoundApplication{folder, is_otp, make_application(name, keys)};
    });
  }

  std::string start() { return shown(select().start); }

  static std::string shown(const BootList& list) {
    std::string text;
    for (const BootEntry& entry : list) {
      text += concat({text.empty() ? "" : " ", entry.application, ":", mode_name(entry.mode)});
    }
    return text;
  }

  std::string mode_of(const std::string& name) {
    const Selection selection = select();
    const SelectedApplication* application = selection.find(name);
    if (application == nullptr) return "absent";
    return application->is_included ? "included" : std::string(mode_name(application->mode));
  }

  std::string error() {
    return error_of([this] { select(); });
  }

  struct World {
    std::string folder;
    bool is_otp;
    std::string keys;
  };
  std::map<std::string, World> world_;
  SelectionRequest request_;
};

TEST_F(SelectionTest, StartsWithTheDefaultsThenTheProjectThenIexThenTheRestSorted) {
  project("shop", "{applications, [kernel, stdlib, elixir, runtime_tools]}");
  request_.project_application = "shop";
  EXPECT_EQ(start(),
            "kernel:permanent stdlib:permanent elixir:permanent sasl:permanent shop:permanent iex:none "
            "compiler:permanent runtime_tools:permanent");
}

TEST_F(SelectionTest, PutsListedApplicationsAfterTheDefaultsInTheirOrder) {
  request_.applications = {{"runtime_tools", kLoad}, {"elixir", kTransient}, {"iex", kTemporary}};
  EXPECT_EQ(
      start(),
      "kernel:permanent stdlib:permanent sasl:permanent runtime_tools:load elixir:transient iex:temporary "
      "compiler:transient");
}

TEST_F(SelectionTest, DoesNotListTheProjectTwice) {
  project("shop", "");
  request_.project_application = "shop";
  request_.applications = {{"shop", kTemporary}};
  EXPECT_THAT(start(), HasSubstr("sasl:permanent shop:temporary iex:none"));
}

TEST_F(SelectionTest, SortsTheApplicationsByName) {
  const Selection selection = select();
  std::vector<std::string> names;
  for (const SelectedApplication& application : selection.applications) names.push_back(application.name);
  EXPECT_EQ(names, (std::vector<std::string>{"compiler", "elixir", "iex", "kernel", "sasl", "stdlib"}));
}

TEST_F(SelectionTest, TellsWhereAnApplicationComesFrom) {
  const Selection selection = select();
  EXPECT_EQ(selection.find("kernel")->folder, "/otp/kernel");
  EXPECT_TRUE(selection.find("kernel")->is_otp);
  EXPECT_EQ(selection.find("elixir")->folder, "/build/elixir");
  EXPECT_FALSE(selection.find("elixir")->is_otp);
  EXPECT_EQ(selection.find("shop"), nullptr);
}

TEST_F(SelectionTest, HandsAModeDownToDependencies) {
  project("shop", "{applications, [runtime_tools]}");
  request_.applications = {{"shop", kTemporary}};
  EXPECT_EQ(mode_of("runtime_tools"), "temporary");
}

TEST_F(SelectionTest, LetsTheStrongestOfSeveralModesWin) {
  project("a", "{applications, [runtime_tools]}");
  project("b", "{applications, [runtime_tools]}");
  project("c", "{applications, [runtime_tools]}");
  request_.applications = {{"a", kLoad}, {"b", kTransient}, {"c", kTemporary}};
  EXPECT_EQ(mode_of("runtime_tools"), "transient");
}

TEST_F(SelectionTest, HandsAStrongerModeOnToDependenciesOfDependencies) {
  project("a", "{applications, [b]}");
  project("b", "{applications, [c]}");
  project("c", "");
  project("d", "{applications, [b]}");
  request_.applications = {{"a", kLoad}, {"d", kTransient}};
  EXPECT_EQ(mode_of("c"), "transient");
}

TEST_F(SelectionTest, KeepsAListedModeWhateverDependsOnIt) {
  project("shop", "{applications, [runtime_tools]}");
  request_.project_application = "shop";
  request_.applications = {{"runtime_tools", kNone}};
  EXPECT_EQ(mode_of("runtime_tools"), "none");
}

TEST_F(SelectionTest, SettlesModesAmongApplicationsThatDependOnEachOther) {
  project("a", "{applications, [b]}");
  project("b", "{applications, [a, c]}");
  project("c", "{applications, [a]}");
  project("d", "{applications, [c]}");
  request_.applications = {{"iex", kLoad}, {"d", kTransient}};
  EXPECT_EQ(mode_of("a"), "transient");
  EXPECT_EQ(mode_of("b"), "transient");
}

TEST_F(SelectionTest, LoadsIncludedApplicationsAndWhatTheyNeed) {
  project("top", "{included_applications, [inner]}");
  project("inner", "{applications, [runtime_tools]}");
  request_.applications = {{"top", kPermanent}};
  EXPECT_EQ(mode_of("inner"), "included");
  EXPECT_EQ(mode_of("runtime_tools"), "load");
  EXPECT_THAT(start(), HasSubstr("inner:load"));
}

TEST_F(SelectionTest, GivesAnIncludedApplicationTheModeThatIsListed) {
  project("top", "{included_applications, [inner]}");
  project("inner", "");
  request_.applications = {{"top", kPermanent}, {"inner", kNone}};
  EXPECT_EQ(mode_of("inner"), "none");
}

TEST_F(SelectionTest, RefusesAnApplicationThatIsRegularAndIncluded) {
  project("top", "{applications, [inner]}, {included_applications, [inner]}");
  project("inner", "");
  request_.applications = {{"top", kPermanent}};
  EXPECT_EQ(error(),
            "the application inner is needed both as a regular application and as an included application of "
            "another "
            "one. List it in the release with a mode of its own, such as `applications: [inner: :load]`");
}

TEST_F(SelectionTest, LeavesOutAbsentOptionalApplications) {
  project("shop", "{applications, [kernel, ghost]}, {optional_applications, [ghost]}");
  request_.project_application = "shop";
  EXPECT_EQ(mode_of("ghost"), "absent");
}

// Elixir 1.14 forgets here that ghost is optional.
TEST_F(SelectionTest, LeavesOutAbsentOptionalApplicationsWhenAModeBecomesStronger) {
  project("a", "{applications, [b]}");
  project("b", "{applications, [ghost]}, {optional_applications, [ghost]}");
  project("c", "{applications, [b]}");
  request_.applications = {{"a", kLoad}, {"c", kPermanent}};
  EXPECT_EQ(mode_of("ghost"), "absent");
}

TEST_F(SelectionTest, NamesAMissingApplicationAndWhoNeedsIt) {
  request_.applications = {{"ghost", kPermanent}};
  EXPECT_THAT(error(), HasSubstr("could not find the application ghost, which the release lists"));
  project("shop", "{applications, [ghost]}");
  request_.applications = {{"shop", kPermanent}};
  EXPECT_THAT(error(), HasSubstr("could not find the application ghost, which shop depends on"));
}

TEST_F(SelectionTest, RefusesAnApplicationThatIsListedTwice) {
  request_.applications = {{"sasl", kLoad}, {"sasl", kNone}};
  EXPECT_EQ(error(),
            "the release lists the application sasl twice under `applications:`; keep one of the two");
}

TEST_F(SelectionTest, StartsKernelAndStdlibAloneInStartCleanOfElixir115) {
  request_.elixir = {1, 15, 8};
  EXPECT_EQ(shown(select().start_clean),
            "kernel:permanent stdlib:permanent elixir:none sasl:none iex:none compiler:none");
}

TEST_F(SelectionTest, LoadsTheOthersInStartCleanFromElixir116On) {
  request_.elixir = {1, 16, 0};
  EXPECT_EQ(shown(select().start_clean),
            "kernel:permanent stdlib:permanent elixir:load sasl:load iex:none compiler:load");
}

TEST_F(SelectionTest, PutsKernelAndStdlibFirstInStartCleanWhereverTheyAreListed) {
  request_.applications = {{"stdlib", kPermanent}, {"kernel", kPermanent}};
  EXPECT_THAT(start(),
              testing::StartsWith("elixir:permanent sasl:permanent stdlib:permanent kernel:permanent"));
  EXPECT_THAT(shown(select().start_clean),
              testing::StartsWith("kernel:permanent stdlib:permanent elixir:none"));
}

TEST_F(SelectionTest, RefusesErtsAsAnApplicationFromElixir119On) {
  otp("erts", "");
  request_.applications = {{"erts", kPermanent}};
  EXPECT_EQ(error(), "");
  request_.elixir = {1, 19, 0};
  EXPECT_THAT(error(), HasSubstr("erts, which is the Erlang runtime itself"));
}

class BootListTest : public SelectionTest {
 protected:
  std::string check(const BootList& boot) {
    return error_of([&] { check_boot_list(boot, select().applications, skip_); });
  }

  std::vector<std::string> skip_;
};

TEST_F(BootListTest, AllowsWhatSelectionMakes) {
  EXPECT_EQ(check(select().start), "");
  EXPECT_EQ(check(select().start_clean), "");
}

TEST_F(BootListTest, RefusesToStartWhatDependsOnALoadedApplication) {
  request_.applications = {{"compiler", kLoad}};
  EXPECT_EQ(check(select().start),
            "the application elixir has the mode permanent, but depends on compiler, whose mode is load: the "
            "release "
            "would fail to boot. Start compiler too, or set all applications that depend on it to :load or "
            ":none, or "
            "add elixir to `skip_mode_validation_for:` where compiler is started by other means");
}

TEST_F(BootListTest, AllowsNotToStartWhatNothingStartedDependsOn) {
  project("shop", "{applications, [kernel, stdlib, elixir]}");
  for (const ApplicationMode mode : {kLoad, kNone}) {
    request_.applications = {{"shop", mode}};
    EXPECT_EQ(check(select().start), "") << "at the leaf: " << mode_name(mode);
    request_.applications = {{"shop", mode}, {"elixir", mode}, {"compiler", mode}};
    EXPECT_EQ(check(select().start), "") << "with all that it needs: " << mode_name(mode);
    EXPECT_EQ(check(select().start_clean), "");
  }
}

TEST_F(BootListTest, SkipsApplicationsThatTheUserVouchesFor) {
  request_.applications = {{"compiler", kLoad}};
  skip_ = {"elixir"};
  EXPECT_EQ(check(select().start), "");
}

TEST_F(BootListTest, RefusesWhatIsNotSelected) {
  EXPECT_EQ(check({{"ghost", kNone}}),
            "the boot script lists the application ghost, which is not part of the release");
}

TEST_F(BootListTest, RefusesAListWithoutADependency) {
  EXPECT_EQ(check({{"stdlib", kLoad}}),
            "the application stdlib is part of the boot script, but kernel, which it depends on, is not");
}

// Elixir 1.14 refuses this one.
TEST_F(BootListTest, AllowsAnAbsentOptionalDependency) {
  project("shop", "{applications, [kernel, ghost]}, {optional_applications, [ghost]}");
  request_.project_application = "shop";
  EXPECT_EQ(check(select().start), "");
}

TEST(ApplicationModeTest, IsReadFromItsName) {
  EXPECT_EQ(read_mode("temporary", "shop"), kTemporary);
  EXPECT_EQ(error_of([] { read_mode("always", "shop"); }),
            "the application shop has the unknown mode always. The modes are: permanent, transient, "
            "temporary, load, "
            "none");
}

}  // namespace
}  // namespace slipway::release

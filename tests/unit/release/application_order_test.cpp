#include "release/application_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "release/applications_support.hpp"

namespace slipway::release {
namespace {

using testing::HasSubstr;
using Names = std::vector<std::string>;

/// A release of kernel, stdlib and what a test adds.
class ApplicationOrderTest : public testing::Test {
 protected:
  ApplicationOrderTest() {
    add("kernel", "");
    add("stdlib", "{applications, [kernel]}");
  }

  void add(const std::string& name, const std::string& keys) {
    release_.applications.push_back(
        {ApplicationMode::kPermanent, std::string(kRootLibrary), make_application(name, keys)});
  }

  std::string order() {
    std::string text;
    for (const OrderedApplication& ordered : order_applications(release_)) {
      text += (text.empty() ? "" : " ") + ordered.application->resource.name;
    }
    return text;
  }

  OrderedApplication ordered(const std::string& name) {
    for (OrderedApplication& ordered : order_applications(release_)) {
      if (ordered.application->resource.name == name) return ordered;
    }
    throw Error("not ordered: " + name);
  }

  std::string error() {
    return error_of([this] { order_applications(release_); });
  }

  ReleaseDefinition release_;
};

TEST_F(ApplicationOrderTest, KeepsTheOrderOfTheReleaseWhereNothingForbidsIt) {
  add("b", "");
  add("a", "{applications, [kernel, stdlib]}");
  EXPECT_EQ(order(), "kernel stdlib b a");
}

TEST_F(ApplicationOrderTest, PutsWhatAnApplicationUsesBeforeIt) {
  add("a", "{applications, [b]}");
  add("x", "");
  add("b", "{applications, [c]}");
  add("c", "");
  EXPECT_EQ(order(), "kernel stdlib c b a x");
}

TEST_F(ApplicationOrderTest, PutsUsedApplicationsBeforeIncludedOnes) {
  add("top", "{applications, [used]}, {included_applications, [inner]}");
  add("inner", "");
  add("used", "");
  EXPECT_EQ(order(), "kernel stdlib used inner top");
}

TEST_F(ApplicationOrderTest, SortsDependenciesByTheirPlaceInTheRelease) {
  add("z", "");
  add("a", "");
  add("shop", "{applications, [a, ghost, z, stdlib, kernel]}, {optional_applications, [ghost]}");
  EXPECT_EQ(ordered("shop").applications, (Names{"kernel", "stdlib", "z", "a", "ghost"}));
}

TEST_F(ApplicationOrderTest, ReplacesAnIncludedApplicationByItsTop) {
  add("top", "{included_applications, [middle]}");
  add("middle", "{included_applications, [inner]}");
  add("inner", "");
  add("shop", "{applications, [inner]}");
  EXPECT_EQ(ordered("shop").applications, (Names{"top"}));
  EXPECT_EQ(order(), "kernel stdlib inner middle top shop");
}

TEST_F(ApplicationOrderTest, NamesTheTopOnceWhereItIsUsedAnyway) {
  add("top", "{included_applications, [inner]}");
  add("inner", "");
  add("shop", "{applications, [top, inner]}");
  EXPECT_EQ(ordered("shop").applications, (Names{"top"}));
}

TEST_F(ApplicationOrderTest, LetsAnIncludedApplicationUseItsTop) {
  add("top", "{included_applications, [inner]}");
  add("inner", "{applications, [kernel, top]}");
  EXPECT_EQ(ordered("inner").applications, (Names{"kernel"}));
  EXPECT_EQ(order(), "kernel stdlib inner top");
}

TEST_F(ApplicationOrderTest, LetsIncludedApplicationsOfOneTopUseEachOther) {
  add("top", "{included_applications, [one, two]}");
  add("one", "{applications, [two]}");
  add("two", "");
  EXPECT_EQ(ordered("one").applications, (Names{"two"}));
  EXPECT_EQ(order(), "kernel stdlib two one top");
}

TEST_F(ApplicationOrderTest, RefusesACircle) {
  add("a", "{applications, [b]}");
  add("b", "{applications, [a]}");
  EXPECT_EQ(error(), "applications depend on each other in a circle: a, b. Remove one of these dependencies");
}

// systools never returns from these.
TEST_F(ApplicationOrderTest, RefusesACircleOfIncludedApplications) {
  add("a", "{included_applications, [b]}");
  add("b", "{included_applications, [a]}");
  EXPECT_THAT(error(), HasSubstr("a includes itself"));
}

TEST_F(ApplicationOrderTest, RefusesADependencyThatIsListedTwiceAndNotYetPlaced) {
  add("a", "{applications, [b, b]}");
  add("b", "");
  EXPECT_THAT(error(), HasSubstr("before those that need them: b (for a)"));
}

TEST_F(ApplicationOrderTest, RefusesUndefinedApplications) {
  add("a", "{applications, [ghost]}, {included_applications, [other]}");
  EXPECT_EQ(
      error(),
      "applications that are not part of the boot script are used or included: ghost (for a), other (for a). "
      "Add them to the release");
}

TEST_F(ApplicationOrderTest, RefusesModulesOfTwoApplications) {
  add("a", "{modules, [one, two]}");
  add("b", "{modules, [two, 'Elixir.One', one]}");
  EXPECT_THAT(error(), HasSubstr("modules found twice: two in a and b, one in a and b"));
}

TEST_F(ApplicationOrderTest, RefusesRegisteredNamesOfTwoApplications) {
  add("a", "{registered, [server]}");
  add("b", "{registered, [server]}");
  EXPECT_THAT(error(), HasSubstr("registered names found twice: server in a and b"));
}

TEST_F(ApplicationOrderTest, RefusesAnApplicationThatIsIncludedTwice) {
  add("a", "{included_applications, [inner]}");
  add("b", "{included_applications, [inner]}");
  add("inner", "");
  EXPECT_THAT(error(), HasSubstr("included applications found twice: inner in a and b"));
}

TEST_F(ApplicationOrderTest, RefusesAKernelThatIsNotPermanent) {
  release_.applications[1].mode = ApplicationMode::kLoad;
  EXPECT_EQ(error(),
            "the application stdlib has the mode load, but must be permanent. Write `stdlib: :permanent` or "
            "leave it "
            "out of `applications:`");
  release_.applications.erase(release_.applications.begin());
  EXPECT_EQ(error(), "the release lacks the application kernel, without which nothing can boot");
}

TEST_F(ApplicationOrderTest, RefusesAnAppFileWithoutAKeyThatReleasesNeed) {
  add("a", "");
  std::erase_if(release_.applications[2].resource.properties,
                [](const erl::Term& property) { return property.tagged_tuple("registered", 2) != nullptr; });
  EXPECT_THAT(error(), HasSubstr("the .app file of a lacks the key registered"));
}

TEST_F(ApplicationOrderTest, RefusesAnAppFileWithAValueOfTheWrongKind) {
  const std::map<std::string, std::string> wrong = {
      {"{description, <<\"text\">>}", "description must be a string"},
      {"{mod, module}", "mod must be {Module, Argument} or []"},
      {"{start_phases, [init]}", "start_phases must be a list of {Phase, Argument}"},
      {"{env, [{\"key\", 1}]}", "env must be a list of {Key, Value}"},
      {"{maxT, 0}", "maxT must be an integer above 0 or infinity"},
      {"{maxP, many}", "maxP must be an integer above 0 or infinity"},
      {"{id, 1}", "id must be a string"},
  };
  for (const auto& [keys, problem] : wrong) {
    add("a", keys);
    EXPECT_EQ(error(), "the .app file of a: the key " + problem);
    release_.applications.pop_back();
  }
}

}  // namespace
}  // namespace slipway::release

#include "erl/application_resource.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

constexpr HostileFile kHostile[] = {
    {"applications_improper", ": the key applications must be a list of atoms"},
    {"empty", ": expected one term, found 0"},
    {"modules_not_a_list", ": the key modules must be a list of atoms"},
    {"modules_of_strings", ": the key modules must be a list of atoms"},
    {"name_is_a_string", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"no_properties", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"no_version", ": the key vsn is missing"},
    {"not_an_application", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"other_name", ": expected the application demo, found other"},
    {"version_binary", ": the key vsn must be a string such as \"1.0.0\""},
    {"version_empty", ": the key vsn must be a string such as \"1.0.0\""},
    {"version_git", ": the key vsn must be a string such as \"1.0.0\""},
};

using Names = std::vector<std::string>;

TEST(ApplicationResources, HostileFilesAreRefusedWithTheirReason) {
  expect_corpus("app", kHostile,
                [](auto text, auto source) { read_application_resource(text, "demo", source); });
}

TEST(ApplicationResources, AreReadWithAllThatASelectionNeeds) {
  const ApplicationResource app = read_application_resource(corpus_file("app/good_full.app"), "demo", "file");
  EXPECT_EQ(app.name, "demo");
  EXPECT_EQ(app.version, "1.0");
  EXPECT_EQ(app.modules, Names{"demo"});
  EXPECT_EQ(app.registered, Names{"demo_sup"});
  EXPECT_EQ(app.applications, (Names{"kernel", "stdlib"}));
  EXPECT_EQ(app.optional_applications, Names{"x"});
  EXPECT_EQ(app.included_applications, Names{"y"});
  EXPECT_EQ(app.properties.size(), 9u);
}

TEST(ApplicationResources, NeedNothingButAVersion) {
  const ApplicationResource app =
      read_application_resource(corpus_file("app/good_small.app"), "demo", "file");
  EXPECT_EQ(app.version, "1.0.0");
  EXPECT_TRUE(app.modules.empty());
}

}  // namespace
}  // namespace slipway::erl

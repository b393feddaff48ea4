#include "erl/application_resource.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

constexpr HostileFile kHostile[] = {
    {"applications_improper", ": the key applications must be a list of atoms"},
    {"cut_short", ":1:28: a string is not closed"},
    {"empty", ": expected one term, found 0"},
    {"four_elements", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"included_applications_are_a_map", ": the key included_applications must be a list of atoms"},
    {"modules_not_a_list", ": the key modules must be a list of atoms"},
    {"modules_of_strings", ": the key modules must be a list of atoms"},
    {"name_is_a_string", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"nested_600_in_env", ":1:553: terms nest deeper than the 512 allowed levels, found '['"},
    {"no_properties", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"no_version", ": the key vsn is missing"},
    {"not_an_application", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"not_utf8", ":1:49: expected UTF-8 text"},
    {"optional_applications_of_binaries", ": the key optional_applications must be a list of atoms"},
    {"other_name", ": expected the application demo, found other"},
    {"properties_are_a_map", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"properties_improper", ": expected {application, Name, [{Key, Value}, ...]}"},
    {"property_is_no_pair", ": the key vsn is missing"},
    {"property_of_three", ": the key vsn is missing"},
    {"registered_is_a_string", ": the key registered must be a list of atoms"},
    {"two_applications", ": expected one term, found 2"},
    {"version_binary", ": the key vsn must be a string such as \"1.0.0\""},
    {"version_empty", ": the key vsn must be a string such as \"1.0.0\""},
    {"version_git", ": the key vsn must be a string such as \"1.0.0\""},
    {"version_of_a_surrogate", ": the key vsn must be a string such as \"1.0.0\""},
    {"version_with_a_list_inside", ": the key vsn must be a string such as \"1.0.0\""},
    {"version_with_a_slash",
     ": the key vsn must be part of a folder's name, without a slash or a NUL character"},
    {"version_with_nul", ": the key vsn must be part of a folder's name, without a slash or a NUL character"},
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

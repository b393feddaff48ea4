#include <gtest/gtest.h>

#include "erl/text_reader.hpp"
#include "erl/text_writer.hpp"
#include "error_support.hpp"
#include "release/mix_release.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

SelectedApplication application(const std::string& name, bool is_otp) {
  return {.name = name,
          .folder = "/lib/" + name,
          .is_otp = is_otp,
          .resource = erl::read_application_resource("{application, " + name +
                                                         ", [{description, \"\"}, {vsn, \"1.0\"}, {modules, "
                                                         "[]}, {registered, []}, {applications, []}]}.",
                                                     name, name)};
}

/// The draft of a small release, and what functions return of it.
class MixReleaseFields : public testing::Test {
 protected:
  MixReleaseFields() {
    before_.name = "shop";
    before_.version = "0.1.0";
    before_.path = "/out/shop";
    before_.erts = {.folder = "/otp/erts-13.1.5", .version = "13.1.5", .libraries = "/otp/lib"};
    before_.applications = {application("kernel", true), application("shop", false)};
    before_.boot_scripts = {
        {"start", {{"kernel", ApplicationMode::kPermanent}, {"shop", ApplicationMode::kPermanent}}},
        {"start_clean", {{"kernel", ApplicationMode::kPermanent}}}};
    before_.options = erl::list({});
  }

  /// The fields that the probe sends of an unchanged release, but for `changes`.
  MixRelease changed(const std::string& changes) {
    const std::string text = R"(#{
      name => shop, version => <<"0.1.0">>, path => <<"/out/shop">>, version_path => <<"/out/shop/releases/0.1.0">>,
      erts_source => <<"/otp/erts-13.1.5">>, erts_version => <<"13.1.5">>,
      applications => [{shop, <<"/lib/shop">>, false, permanent}, {kernel, <<"/lib/kernel">>, true, permanent}],
      boot_scripts => [{start, [{kernel, permanent}, {shop, permanent}]}, {start_clean, [{kernel, permanent}]}],
      has_config_providers => false, options => [], overlays => [])";
    return read_changed_release(
        erl::read_term(text + (changes.empty() ? "" : ", ") + changes + "}.", "fields"), before_);
  }
  std::string refusal(const std::string& changes) {
    return error_of([&] { changed(changes); });
  }

  MixRelease before_;
};

TEST_F(MixReleaseFields, TravelToTheProbe) {
  const erl::Term fields = to_fields(before_);
  EXPECT_EQ(erl::to_text(*erl::find(fields, "version_path")), "<<\"/out/shop/releases/0.1.0\">>");
  EXPECT_EQ(erl::to_text(*erl::find(fields, "erts_source")), "<<\"/otp/erts-13.1.5\">>");
  EXPECT_EQ(erl::to_text(*erl::find(fields, "boot_scripts")),
            "[{start,[{kernel,permanent},{shop,permanent}]},{start_clean,[{kernel,permanent}]}]");
  const auto* applications = erl::find(fields, "applications")->proper_list();
  ASSERT_EQ(applications->size(), 2u);
  EXPECT_TRUE(
      erl::to_text(applications->back())
          .starts_with("{shop,[{path,\"/lib/shop\"},{'otp_app?',false},{mode,permanent},{description,"));
  before_.erts.folder.reset();
  const erl::Term without = to_fields(before_);
  EXPECT_TRUE(erl::find(without, "erts_source")->is_atom("nil"));
}

TEST_F(MixReleaseFields, ComeBackAsTheyWere) {
  const MixRelease release = changed("");
  EXPECT_EQ(release.name, "shop");
  EXPECT_EQ(release.path, "/out/shop");
  EXPECT_EQ(release.erts.folder, "/otp/erts-13.1.5");
  EXPECT_EQ(release.erts.libraries, "/otp/lib");
  ASSERT_EQ(release.applications.size(), 2u);
  EXPECT_EQ(release.applications[1].resource.version, "1.0");
  EXPECT_EQ(release.boot_scripts[0].applications, before_.boot_scripts[0].applications);
}

TEST_F(MixReleaseFields, CanBeChanged) {
  const MixRelease release = changed(R"(
      name => boat, version => <<"2.0">>, path => <<"/else/boat/">>, version_path => <<"/else/boat/releases/2.0">>,
      erts_source => nil, applications => [{kernel, <<"/lib/kernel">>, true, load}],
      boot_scripts => [{start, [{kernel, load}]}, {extra, []}], has_config_providers => true,
      options => [{quiet, true}], overlays => [<<"share/notice">>])");
  EXPECT_EQ(release.name, "boat");
  EXPECT_EQ(release.path, "/else/boat");
  EXPECT_EQ(release.version_folder(), "releases/2.0");
  EXPECT_EQ(release.erts.folder, std::nullopt);
  EXPECT_EQ(release.find("shop"), nullptr);
  EXPECT_EQ(release.find("kernel")->mode, ApplicationMode::kLoad);
  ASSERT_EQ(release.boot_scripts.size(), 2u);
  EXPECT_EQ(release.boot_scripts[0].name, "extra");
  EXPECT_TRUE(release.has_config_providers);
  EXPECT_EQ(release.overlays, std::vector<std::string>{"share/notice"});
}

TEST_F(MixReleaseFields, MayBringAnApplicationFromElsewhere) {
  const TemporaryFolder folder;
  folder.write("ebin/extra.app",
               "{application, extra, [{description, \"\"}, {vsn, \"3\"}, {modules, []}, {registered, []}]}.");
  const MixRelease release =
      changed("applications => [{extra, <<\"" + folder.path().string() + "\">>, false, included}]");
  EXPECT_EQ(release.find("extra")->resource.version, "3");
  EXPECT_TRUE(release.find("extra")->is_included);
}

TEST_F(MixReleaseFields, WithoutMeaningAreRefused) {
  const std::string start = "a function in :steps returned a release whose ";
  const std::pair<std::string, std::string> cases[] = {
      {"path => <<\"relative\">>", start + "path is not absolute: relative"},
      {"path => 1", start + "field path is no text: 1"},
      {"version_path => <<\"/elsewhere\">>", start +
                                                 "version_path is /elsewhere; it must be releases/VERSION in "
                                                 "the release's path, so change :path or "
                                                 ":version"},
      {"boot_scripts => [start]", start + "boot_scripts are no map of keyword lists: start"},
      {"boot_scripts => [{'a/b', []}]", start + "boot script :\"a/b\" can't be the name of a file"},
      {"boot_scripts => [{start, [kernel]}]",
       start + "boot script start has an entry that is no application with a mode: kernel"},
      {"boot_scripts => [{start, [{kernel, perhaps}]}]",
       "the application kernel has the unknown mode perhaps. The modes are: permanent, transient, temporary, "
       "load, "
       "none"},
      {"applications => x", start + "field applications is no list or map"},
      {"applications => [{shop, permanent}]", start + "applications are no keyword lists"},
  };
  for (const auto& [changes, message] : cases) EXPECT_EQ(refusal(changes), message);
  EXPECT_TRUE(refusal("name => 'Shop'").starts_with("the release name \"Shop\" can't be used"));
  EXPECT_TRUE(refusal("version => <<\"a/b\">>").starts_with("the version \"a/b\" can't be used"));
  EXPECT_NE(refusal("applications => [{shop, <<\"/nowhere\">>, false, load}]").find("/nowhere/ebin/shop.app"),
            std::string::npos);
}

}  // namespace
}  // namespace slipway::release

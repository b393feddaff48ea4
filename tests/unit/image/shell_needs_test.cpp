#include "image/shell_needs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "erl/launch_plan.hpp"
#include "error_support.hpp"
#include "support/manifest.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kServer =
    "#!/bin/sh\nset -eu\n\ncd -P -- \"$(dirname -- \"$0\")\"\nPHX_SERVER=true exec ./shop start\n";

class ShellNeedsTest : public testing::Test {
 protected:
  ShellNeedsTest() {
    write("bin/shop", "");
    write("releases/1.0/env.sh", "#!/bin/sh\n# export A=1\n");
    write("releases/1.0/vm.args", "## -heart\n+P 1000\n");
  }
  void write(const std::string& path, std::string_view content, bool executable = false) {
    folder_.write(path, content);
    if (executable) fs::permissions(folder_ / path, fs::perms::owner_exec, fs::perm_options::add);
    files_.insert(path);
  }
  ReleaseTree release() {
    std::set<std::string> files = files_;
    files.insert("releases/1.0/slipway.manifest");
    folder_.write("releases/1.0/slipway.manifest", write_manifest({files.begin(), files.end()}));
    return {.folder = folder_.path(), .version = "1.0", .applications = applications_};
  }
  ShellNeeds needs() { return find_shell_needs(release(), plan_); }

  TemporaryFolder folder_;
  std::set<std::string> files_;
  std::map<std::string, Origin, std::less<>> applications_ = {
      {"shop-1.0", Origin::kProject}, {"jason-2", Origin::kDependency}, {"tools-3", Origin::kOtp}};
  erl::LaunchPlan plan_{"shop", "1.0", "13", true, {}, {}, {}};
};

TEST_F(ShellNeedsTest, AreNoneWhereEverythingIsAComment) {
  const ShellNeeds found = needs();
  EXPECT_THAT(found.reasons, IsEmpty());
  EXPECT_THAT(found.warnings, IsEmpty());
  EXPECT_THAT(found.words, IsEmpty());
}

TEST_F(ShellNeedsTest, ComeOfAnEnvScriptThatDoesSomething) {
  write("releases/1.0/env.sh", "export RELEASE_NODE=shop@$(hostname -i)\n");
  const ShellNeeds found = needs();
  EXPECT_THAT(found.reasons, ElementsAre("releases/1.0/env.sh holds commands"));
  EXPECT_THAT(found.words, testing::IsSupersetOf({"sh", "hostname"}));
}

TEST_F(ShellNeedsTest, ComeOfScripts) {
  write("bin/backup", "#!/bin/sh\ngzip data\n", true);
  write("lib/jason-2/priv/tool", "#! /usr/bin/env sh\nawk x\n", true);
  write("lib/shop-1.0/priv/template.sh", "#!/bin/sh\n", false);
  write("lib/tools-3/bin/emem", "#!/bin/sh\n", true);
  const ShellNeeds found = needs();
  EXPECT_THAT(found.reasons,
              ElementsAre("bin/backup is a script of sh", "lib/jason-2/priv/tool is a script of sh"));
  EXPECT_THAT(found.words, testing::IsSupersetOf({"sh", "gzip", "awk", "env"}));
}

TEST_F(ShellNeedsTest, AreAWarningForOtherInterpreters) {
  write("bin/report", "#!/usr/bin/env bash\n", true);
  const ShellNeeds found = needs();
  EXPECT_THAT(found.reasons, IsEmpty());
  EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("bin/report is a script of bash, which is not in")));
}

TEST_F(ShellNeedsTest, ComeOfOsMon) {
  applications_["os_mon-2.8"] = Origin::kOtp;
  const ShellNeeds found = needs();
  EXPECT_THAT(found.reasons, ElementsAre(HasSubstr("os_mon runs sh and df")));
  EXPECT_THAT(found.programs, ElementsAre("/bin/df"));
}

TEST_F(ShellNeedsTest, ComeOfHeart) {
  write("releases/1.0/vm.args", "+P 1000 -heart # restarts\n");
  EXPECT_THAT(needs().reasons, ElementsAre(HasSubstr("vm.args has -heart")));
}

TEST_F(ShellNeedsTest, AreAWarningForModulesThatCallAShell) {
  for (const char* module : {"Elixir.A", "Elixir.B", "Elixir.C", "d"}) {
    write(std::string("lib/jason-2/ebin/") + module + ".beam", corpus_file("shell_calls/good_cmd.beam"));
  }
  write("lib/tools-3/ebin/fprof.beam", corpus_file("shell_calls/good_cmd.beam"));
  const ShellNeeds found = needs();
  EXPECT_THAT(found.reasons, IsEmpty());
  EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("modules of jason may start programs through a shell: "
                                                    "A, B, C and 1 more")));
}

TEST_F(ShellNeedsTest, AreNoneForScriptsOfPhoenix) {
  write("bin/server", kServer, true);
  const ShellNeeds found = needs();
  EXPECT_THAT(found.reasons, IsEmpty());
  ASSERT_EQ(found.native.size(), 1U);

  const FileTree files = native_programs(release(), plan_, found.native, "app");
  ASSERT_NE(files.find("app/bin/server"), nullptr);
  EXPECT_EQ(files.find("app/bin/server")->text, "shop");
  ASSERT_NE(files.find("app/releases/1.0/launch.term"), nullptr);
  const erl::LaunchPlan changed =
      erl::read_launch_plan(files.find("app/releases/1.0/launch.term")->text, "test");
  EXPECT_NE(changed.find_program("server"), nullptr);
}

TEST_F(ShellNeedsTest, OfAScriptThatSomebodyChangedAreAShell) {
  write("bin/server", kServer + "\n", true);
  EXPECT_THAT(needs().reasons, ElementsAre("bin/server is a script of sh"));
}

TEST(Busybox, HasLinksForWhatItKnows) {
  const FileTree files = busybox_files({"sh", "hostname", "unknown-program", "env"});
  EXPECT_EQ(files.find("bin/busybox")->source, "/bin/busybox");
  EXPECT_EQ(files.find("bin/sh")->text, "busybox");
  EXPECT_NE(files.find("bin/hostname"), nullptr);
  EXPECT_NE(files.find("usr/bin/env"), nullptr);
  EXPECT_EQ(files.find("bin/unknown-program"), nullptr);
  EXPECT_EQ(files.find("bin/ls"), nullptr);
  EXPECT_NE(busybox_files({}, true).find("bin/ls"), nullptr);
}

TEST(Busybox, ThatIsMissingIsNamedWithItsPackage) {
  EXPECT_THAT(error_of([] { busybox_files({}, false, "/none/busybox"); }),
              HasSubstr("/none/busybox is not there; `apt install busybox-static`"));
  EXPECT_THAT(error_of([] { busybox_files({}, false, "/bin/dash"); }), HasSubstr("needs shared libraries"));
}

}  // namespace
}  // namespace slipway::image

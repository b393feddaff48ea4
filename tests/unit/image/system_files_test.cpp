#include "image/system_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

TEST(SystemFiles, NameTheUserAndGiveItAHome) {
  const TemporaryFolder machine;
  const SystemFiles system = system_files(FolderRoot(machine.path()), "1000:2000");
  EXPECT_THAT(system.files.find("etc/passwd")->text, HasSubstr("nonroot:x:1000:2000:nonroot:/home/nonroot:"));
  EXPECT_THAT(system.files.find("etc/passwd")->text, HasSubstr("root:x:0:0:"));
  EXPECT_THAT(system.files.find("etc/group")->text, HasSubstr("nonroot:x:2000:\n"));
  EXPECT_EQ(system.files.find("home/nonroot")->owner, 1000U);
  EXPECT_EQ(system.files.find("tmp")->mode, 01777U);
}

TEST(SystemFiles, KnowOneUserOnceOnly) {
  const TemporaryFolder machine;
  const std::string users = system_files(FolderRoot(machine.path()), "65534").files.find("etc/passwd")->text;
  EXPECT_THAT(users, HasSubstr("nobody:x:65534:"));
  EXPECT_THAT(users, Not(HasSubstr("nonroot")));
}

TEST(SystemFiles, ComeFromTheMachineWhereItHasThem) {
  const TemporaryFolder machine;
  machine.write("usr/lib/os-release", "ID=debian\n");
  fs::create_directories(machine / "etc");
  fs::create_symlink("../usr/lib/os-release", machine / "etc/os-release");
  machine.write("etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----\n");
  machine.write("usr/lib/locale/C.utf8/LC_CTYPE", "bytes");
  machine.write("usr/lib/locale/C.utf8/LC_MESSAGES/SYS_LC_MESSAGES", "bytes");
  const SystemFiles system = system_files(FolderRoot(machine.path()), "65532:65532");
  EXPECT_THAT(system.warnings, ElementsAre());
  EXPECT_EQ(system.files.find("etc/os-release")->text, "../usr/lib/os-release");
  EXPECT_NE(system.files.find("usr/lib/os-release"), nullptr);
  EXPECT_NE(system.files.find("usr/lib/locale/C.utf8/LC_CTYPE"), nullptr);
  EXPECT_NE(system.files.find("etc/ssl/certs/ca-certificates.crt"), nullptr);
}

TEST(SystemFiles, SayWhatTheMachineLacks) {
  const TemporaryFolder machine;
  EXPECT_THAT(system_files(FolderRoot(machine.path()), "65532").warnings,
              ElementsAre(HasSubstr("install ca-certificates"), HasSubstr("install libc-bin")));
}

}  // namespace
}  // namespace slipway::image

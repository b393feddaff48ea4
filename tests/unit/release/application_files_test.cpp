#include "release/application_files.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "corpus_support.hpp"
#include "erl/beam.hpp"
#include "error_support.hpp"
#include "release/applications_support.hpp"
#include "support/gzip.hpp"
#include "support/inflate.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

/// A release of one application of OTP and one of the project.
class ApplicationFiles : public testing::Test {
 protected:
  ApplicationFiles() {
    plan_.release.erts.folder = folder_ / "erts-13.1.5";
    plan_.kept_chunks = {"AtU8", "Code"};
    plan_.copied_folders = {"priv"};
    add("kernel", true);
    add("shop", false);
  }

  void add(const std::string& name, bool is_otp) {
    folder_.write(name + "/ebin/" + name + ".app", name);
    plan_.release.applications.push_back(
        {name, ApplicationMode::kPermanent, false, folder_ / name, is_otp, make_application(name, "")});
  }

  std::vector<std::string> targets() {
    std::vector<std::string> targets;
    for (const CopiedFile& file : list_ebin_files(plan_)) targets.push_back(file.path);
    return targets;
  }

  /// Copies all anew, and gives the folder of the release.
  fs::path copy() {
    fs::remove_all(folder_ / "release");
    fs::create_directory(folder_ / "release");
    TreeWriter tree(folder_ / "release");
    for (const CopiedFile& file : list_ebin_files(plan_)) copy_ebin_file(file, plan_, tree);
    for (const ApplicationFile& file : make_application_folders(plan_, tree))
      copy_application_file(file, tree);
    return folder_ / "release";
  }

  TemporaryFolder folder_;
  ReleasePlan plan_;
};

TEST_F(ApplicationFiles, AreThoseOfAllApplications) {
  EXPECT_EQ(targets(),
            (std::vector<std::string>{"lib/kernel-1.0.0/ebin/kernel.app", "lib/shop-1.0.0/ebin/shop.app"}));
}

TEST_F(ApplicationFiles, AreNotThoseOfOtpWithoutErts) {
  plan_.release.erts.folder.reset();
  folder_.write("kernel/priv/file", "x");
  EXPECT_EQ(targets(), std::vector<std::string>{"lib/shop-1.0.0/ebin/shop.app"});
  EXPECT_FALSE(fs::exists(copy() / "lib/kernel-1.0.0"));
}

TEST_F(ApplicationFiles, AreThoseOfConsolidatedProtocolsToo) {
  plan_.release.version = "0.1.0";
  plan_.consolidation_path = folder_ / "consolidated";
  EXPECT_EQ(targets().size(), 2u) << "of a folder that does not exist";
  fs::create_directory(*plan_.consolidation_path);
  EXPECT_EQ(targets().size(), 2u) << "of an empty folder";
  folder_.write("consolidated/Elixir.Enumerable.beam", "");
  EXPECT_EQ(targets().back(), "releases/0.1.0/consolidated/Elixir.Enumerable.beam");
}

TEST_F(ApplicationFiles, KeepThatTheyAreProgramsAndNoOtherMode) {
  folder_.write("shop/ebin/libnif.so", "code");
  fs::permissions(folder_ / "shop/ebin/libnif.so", static_cast<fs::perms>(0750));
  fs::permissions(folder_ / "shop/ebin/shop.app", static_cast<fs::perms>(0660));
  const fs::path ebin = copy() / "lib/shop-1.0.0/ebin";
  EXPECT_EQ(fs::status(ebin / "libnif.so").permissions(), static_cast<fs::perms>(0755));
  EXPECT_EQ(fs::status(ebin / "shop.app").permissions(), static_cast<fs::perms>(0644));
}

TEST_F(ApplicationFiles, LeaveOutFoldersInEbin) {
  folder_.write("shop/ebin/folder/file", "x");
  EXPECT_EQ(targets().size(), 2u);
}

TEST_F(ApplicationFiles, AreStrippedIfTheyAreModules) {
  const std::string beam = corpus_file("beam/good_two_chunks.beam");
  folder_.write("shop/ebin/shop.beam", beam);
  folder_.write("shop/ebin/shop.beam.bak", beam);
  plan_.kept_chunks = {"AtU8"};
  const fs::path ebin = copy() / "lib/shop-1.0.0/ebin";
  EXPECT_EQ(erl::read_beam(read_file(ebin / "shop.beam"), "copy").size(), 1u);
  EXPECT_EQ(read_file(ebin / "shop.beam.bak"), beam);
}

TEST_F(ApplicationFiles, AreCopiedAsTheyAreWithoutStripping) {
  plan_.options.strip_beams = false;
  plan_.options.compress_beams = true;
  folder_.write("shop/ebin/shop.beam", "no module at all");
  EXPECT_EQ(read_file(copy() / "lib/shop-1.0.0/ebin/shop.beam"), "no module at all");
}

TEST_F(ApplicationFiles, AreCompressedOnDemandAlone) {
  const std::string beam = corpus_file("beam/good_two_chunks.beam");
  folder_.write("shop/ebin/one.beam", gzip(beam));
  plan_.kept_chunks = {"AtU8", "Code"};
  EXPECT_EQ(read_file(copy() / "lib/shop-1.0.0/ebin/one.beam"), beam);
  plan_.options.compress_beams = true;
  const std::string compressed = read_file(copy() / "lib/shop-1.0.0/ebin/one.beam");
  EXPECT_EQ(inflate_gzip(compressed, "copy", kLargestFile), beam);
}

TEST_F(ApplicationFiles, OfABrokenModuleAreAnError) {
  folder_.write("shop/ebin/shop.beam", "no module at all");
  EXPECT_TRUE(error_of([this] { copy(); }).starts_with("a module can't be stripped (compile it anew with"));
}

TEST_F(ApplicationFiles, OfPrivAreThoseThatItsLinksLeadTo) {
  folder_.write("elsewhere/page", "text");
  fs::create_directory(folder_ / "shop/priv");
  fs::create_directory_symlink(folder_ / "elsewhere", folder_ / "shop/priv/static");
  folder_.write("shop/include/shop.hrl", "for compiling");
  const fs::path copied = copy() / "lib/shop-1.0.0";
  EXPECT_EQ(read_file(copied / "priv/static/page"), "text");
  EXPECT_FALSE(fs::is_symlink(copied / "priv/static"));
  EXPECT_FALSE(fs::exists(copied / "include"));
  fs::create_symlink("/nowhere", folder_ / "shop/priv/broken");
  EXPECT_NE(error_of([this] { copy(); }).find("application shop"), std::string::npos);
}

}  // namespace
}  // namespace slipway::release

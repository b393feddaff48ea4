#include "image/system_layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "image/elf_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr const char* kBeam = "app/erts-13.1/bin/beam.smp";
const std::string kLibraries = "usr/lib/x86_64-linux-gnu/";

class SystemLayerTest : public testing::Test {
 protected:
  void on_machine(const std::string& path, const ElfWish& wish = {}) const {
    folder_.write("machine/" + path, elf_with(wish));
  }
  void text_on_machine(const std::string& path, const std::string& content) const {
    folder_.write("machine/" + path, content);
  }
  void in_layer(FileTree& layer, const std::string& path, const std::string& content) const {
    folder_.write("release/" + path, content);
    layer.add_parents();
    layer.add_file(path, 0755, folder_ / ("release/" + path));
  }
  SystemLayer layer_with(const Strings& included = {}, bool has_base = false) const {
    const FolderRoot machine(folder_ / "machine");
    fs::create_directories(folder_ / "base");
    const FolderRoot base(folder_ / "base");
    return system_layer(release, included, "65532:65532", machine, has_base ? &base : nullptr);
  }
  const TemporaryFolder& folder() const { return folder_; }

  ReleaseLayers release;

 private:
  TemporaryFolder folder_;
};

TEST_F(SystemLayerTest, ProgramsAreTheElfFilesOfAllLayersWithTheEmulatorInFront) {
  in_layer(release.application, "app/bin/shop", elf_with({}));
  in_layer(release.application, "app/releases/1/start.boot", elf_with({}));
  in_layer(release.dependencies, "app/lib/nif-1/priv/nif.so", elf_with({}));
  in_layer(release.dependencies, "app/lib/nif-1/priv/notes", "text");
  in_layer(release.erts, kBeam, elf_with({}));
  in_layer(release.erts, "app/erts-13.1/bin/aaa", elf_with({}));
  Strings paths;
  for (const NeedingFile& program : programs_of(release)) paths.push_back(program.path);
  EXPECT_THAT(paths, ElementsAre(std::string("/") + kBeam, "/app/erts-13.1/bin/aaa",
                                 "/app/lib/nif-1/priv/nif.so", "/app/bin/shop"))
      << "a boot script is none, whatever is in it, so that not each of thousands of modules is opened";
}

TEST_F(SystemLayerTest, HoldsLibrariesOfTheReleaseAndOfIncludedPrograms) {
  in_layer(release.erts, kBeam, elf_with({.needed = {"liba.so.1"}}));
  on_machine(kLibraries + "liba.so.1");
  on_machine(kLibraries + "libpq.so.5");
  on_machine("usr/bin/tool", {.needed = {"libpq.so.5"}});
  const SystemLayer layer = layer_with({"/usr/bin/tool"});
  for (const char* path : {"liba.so.1", "libpq.so.5"})
    EXPECT_NE(layer.files.find(kLibraries + path), nullptr) << path;
  EXPECT_NE(layer.files.find("usr/bin/tool"), nullptr);
  EXPECT_EQ(layer.needed_by.at("/" + kLibraries + "libpq.so.5"), "/usr/bin/tool");
  EXPECT_EQ(layer.machine, EM_X86_64);
}

TEST_F(SystemLayerTest, FindsLibrariesInAnotherLayerOfTheRelease) {
  in_layer(release.dependencies, "app/lib/a-1/priv/a.so",
           elf_with({.needed = {"libb.so"}, .runpath = "$ORIGIN/../../b-1/priv"}));
  in_layer(release.application, "app/lib/b-1/priv/libb.so", elf_with({}));
  EXPECT_THAT(layer_with().needed_by, IsEmpty());
}

TEST_F(SystemLayerTest, BringsAUserAndTemporaryFilesToAnEmptyBaseAlone) {
  text_on_machine("etc/ssl/certs/ca-certificates.crt", "certificates");
  EXPECT_NE(layer_with().files.find("etc/passwd"), nullptr);
  EXPECT_EQ(layer_with().files.find("tmp")->mode, 01777U);
  EXPECT_TRUE(layer_with().has_certificates);
  const SystemLayer upon_base = layer_with({}, true);
  EXPECT_EQ(upon_base.files.find("etc/passwd"), nullptr);
  EXPECT_EQ(upon_base.files.find("tmp"), nullptr);
  EXPECT_FALSE(upon_base.has_certificates) << "it is the base's to have some";
}

TEST_F(SystemLayerTest, SharedFoldersKeepTheModeOfTheSystem) {
  text_on_machine("tmp/seed", "");
  fs::permissions(folder() / "machine/tmp", fs::perms(0755));
  EXPECT_EQ(layer_with({"/tmp"}).files.find("tmp")->mode, 01777U);
}

TEST_F(SystemLayerTest, RecordsThePackagesOfWhatItTakes) {
  on_machine("usr/lib/x86_64-linux-gnu/libtaken.so.1");
  on_machine("usr/lib/x86_64-linux-gnu/libleft.so.1");
  text_on_machine("var/lib/dpkg/info/libtaken1:amd64.list", "/usr/lib/x86_64-linux-gnu/libtaken.so.1\n");
  text_on_machine("var/lib/dpkg/info/libleft1:amd64.list", "/usr/lib/x86_64-linux-gnu/libleft.so.1\n");
  text_on_machine("var/lib/dpkg/status",
                  "Package: libtaken1\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.2-3\n\n"
                  "Package: libleft1\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n");
  in_layer(release.erts, kBeam, elf_with({.needed = {"libtaken.so.1"}}));
  const SystemLayer layer = layer_with();
  const FileEntry* record = layer.files.find("var/lib/dpkg/status.d/libtaken1");
  ASSERT_NE(record, nullptr);
  EXPECT_THAT(record->text, HasSubstr("Version: 1.2-3"));
  EXPECT_EQ(layer.files.find("var/lib/dpkg/status.d/libleft1"), nullptr);
}

TEST_F(SystemLayerTest, TellsOfWhatTheMachineLacksAndWhatMayNotWork) {
  in_layer(release.erts, kBeam, elf_with({}));
  in_layer(release.erts, "app/lib/wx-2.2/priv/wxe_driver.so", elf_with({.needed = {"libgtk-3.so.0"}}));
  EXPECT_THAT(layer_with().warnings,
              ElementsAre(HasSubstr("ca-certificates"), HasSubstr("locale"), HasSubstr(":wx")));
  EXPECT_THAT(layer_with({}, true).warnings, ElementsAre(HasSubstr(":wx")));
}

TEST_F(SystemLayerTest, IsEmptyUponABaseThatHasAll) {
  in_layer(release.application, "app/bin/shop", elf_with({}));
  EXPECT_THAT(layer_with({}, true).files.entries(), IsEmpty());
}

TEST_F(SystemLayerTest, ARefusedFileIsNamedWhicheverLayerItIsOf) {
  in_layer(release.erts, kBeam, elf_with({}));
  in_layer(release.application, "app/lib/shop-1/priv/nif.so", elf_with({.machine = EM_AARCH64}));
  EXPECT_THAT(error_of([&] { layer_with(); }), HasSubstr("priv/nif.so is for AArch64"));
  in_layer(release.application, "app/lib/shop-1/priv/cut.so", elf_with({}).substr(0, 70));
  EXPECT_THAT(error_of([&] { layer_with(); }), HasSubstr("priv/cut.so is a broken ELF file"));
}

}  // namespace
}  // namespace slipway::image

#include "image/library_closure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "error_support.hpp"
#include "image/elf.hpp"
#include "image/elf_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr const char* kInterpreter = "/lib64/ld-linux-x86-64.so.2";
const std::string kLibraries = "usr/lib/x86_64-linux-gnu/";

/// A machine with a merged /usr, and a release with one program.
class LibraryClosureTest : public testing::Test {
 protected:
  LibraryClosureTest() {
    for (const char* folder : {"machine", "base"}) {
      fs::create_directories(folder_ / folder / "usr/lib64");
      fs::create_directory_symlink("usr/lib", folder_ / folder / "lib");
      fs::create_directory_symlink("usr/lib64", folder_ / folder / "lib64");
    }
    on_machine(kLibraries + "ld-linux-x86-64.so.2", {.soname = "ld-linux-x86-64.so.2"});
    fs::create_symlink("/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                       folder_ / "machine/usr/lib64/ld-linux-x86-64.so.2");
    on_machine(
        kLibraries + "libc.so.6",
        {.soname = "libc.so.6", .definitions = {"GLIBC_2.4", "GLIBC_2.38", "GLIBC_2.9", "GLIBC_PRIVATE"}});
  }

  void on_machine(const std::string& path, const ElfWish& wish) const {
    folder_.write("machine/" + path, elf_with(wish));
  }
  void text_on_machine(const std::string& path, const std::string& content) const {
    folder_.write("machine/" + path, content);
  }
  void link_on_machine(const std::string& path, const std::string& target) const {
    fs::create_symlink(target, folder_ / ("machine/" + path));
  }
  void in_base(const std::string& path, const ElfWish& wish) const {
    folder_.write("base/" + path, elf_with(wish));
  }
  /// Adds an ELF file to the release; the first one says which machine it is for.
  void in_release(const std::string& path, const ElfWish& wish) {
    folder_.write("release/" + path, elf_with(wish));
    release_.add_file(path, 0755, folder_ / ("release/" + path));
    programs_.push_back({"/" + path, folder_ / ("release/" + path)});
  }
  FileTree& release() { return release_; }

  LibraryClosure close(bool has_base = false) const {
    const FolderRoot machine(folder_ / "machine");
    const FolderRoot base(folder_ / "base");
    return close_over_libraries(programs_, release_, machine, has_base ? &base : nullptr);
  }
  /// "path", or "path -> target", of everything but folders.
  Strings files(bool has_base = false) const {
    Strings result;
    const LibraryClosure closure = close(has_base);
    for (const auto& [path, entry] : closure.files.entries()) {
      if (entry.kind == FileEntry::Kind::kLink) result.push_back(path + " -> " + entry.text);
      if (entry.kind == FileEntry::Kind::kFile) result.push_back(path);
    }
    return result;
  }

 private:
  TemporaryFolder folder_;
  FileTree release_;
  std::vector<NeedingFile> programs_;
};

TEST_F(LibraryClosureTest, TakesLibrariesWithTheLinksThatLeadToThem) {
  on_machine(kLibraries + "libz.so.1.2", {.soname = "libz.so.1", .needed = {"libc.so.6"}});
  link_on_machine(kLibraries + "libz.so.1", "libz.so.1.2");
  in_release("app/beam.smp", {.interpreter = kInterpreter, .needed = {"libz.so.1"}});
  EXPECT_THAT(files(),
              ElementsAre("lib -> usr/lib", "lib64 -> usr/lib64", kLibraries + "ld-linux-x86-64.so.2",
                          kLibraries + "libc.so.6", kLibraries + "libz.so.1 -> libz.so.1.2",
                          kLibraries + "libz.so.1.2",
                          "usr/lib64/ld-linux-x86-64.so.2 -> /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"));
  const LibraryClosure closure = close();
  EXPECT_EQ(closure.needed_by.at("/usr/lib/x86_64-linux-gnu/libc.so.6"),
            "/usr/lib/x86_64-linux-gnu/libz.so.1.2");
  EXPECT_EQ(closure.machine, kElfX86_64);
  EXPECT_THAT(closure.warnings, IsEmpty());
}

TEST_F(LibraryClosureTest, PutsLibrariesOfConfiguredFoldersWhereTheyAreFoundWithoutACache) {
  text_on_machine("etc/ld.so.conf", "/opt/lib\n");
  on_machine("opt/lib/libown.so.3", {});
  in_release("app/beam.smp", {.needed = {"libown.so.3"}});
  EXPECT_THAT(files(), ElementsAre(kLibraries + "libown.so.3"));
}

TEST_F(LibraryClosureTest, PutsLibrariesOfTheBuildersFoldersWhereTheyAreFoundWithoutThem) {
  on_machine("home/me/deps/own/libown.so.1", {.needed = {"libmore.so"}, .runpath = "$ORIGIN/more"});
  on_machine("home/me/deps/own/more/libmore.so", {});
  in_release("app/nif.so", {.needed = {"libown.so.1"}, .runpath = "/home/me/deps/own"});
  EXPECT_THAT(files(), ElementsAre(kLibraries + "libmore.so", kLibraries + "libown.so.1"));
  EXPECT_EQ(close().needed_by.at("/home/me/deps/own/more/libmore.so"), "/home/me/deps/own/libown.so.1");
}

TEST_F(LibraryClosureTest, LeavesInstalledLibrariesInTheFolderThatIsNamed) {
  on_machine("opt/vendor/lib/libown.so.1", {});
  in_release("app/nif.so", {.needed = {"libown.so.1"}, .runpath = "/opt/vendor/lib"});
  EXPECT_THAT(files(), ElementsAre("opt/vendor/lib/libown.so.1"));
}

TEST_F(LibraryClosureTest, BringsTheBuildersFolderWhereAnotherLibraryHasTheName) {
  on_machine("home/me/libown.so.1", {});
  on_machine(kLibraries + "libown.so.1", {.soname = "another"});
  in_release("app/a.so", {.needed = {"libown.so.1"}, .runpath = "/home/me"});
  in_release("app/b.so", {.needed = {"libown.so.1"}});
  EXPECT_THAT(files(), ElementsAre("home/me/libown.so.1", kLibraries + "libown.so.1"));
}

TEST_F(LibraryClosureTest, TakesALibraryThatIsNamedByItsPathAsItLies) {
  on_machine("home/me/libown.so", {.needed = {"libc.so.6"}});
  in_release("app/nif.so", {.needed = {"/home/me/libown.so"}});
  EXPECT_THAT(files(), ElementsAre("home/me/libown.so", kLibraries + "libc.so.6"));
  EXPECT_THAT(
      close().warnings,
      ElementsAre("/app/nif.so needs /home/me/libown.so by its path, so the image has it there; link the "
                  "library with -Wl,-soname, so that it is found by its name"));
}

TEST_F(LibraryClosureTest, FindsALibraryThatIsNamedByItsPathInTheRelease) {
  in_release("app/nif.so", {.needed = {"/app/own/libown.so"}});
  in_release("app/own/libown.so", {});
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_THAT(close().warnings, IsEmpty());
}

TEST_F(LibraryClosureTest, RefusesAPathThatLeadsNowhere) {
  in_release("app/nif.so", {.needed = {"deps/own/libown.so"}});
  EXPECT_THAT(
      error_of([&] { close(); }),
      AllOf(HasSubstr("/app/nif.so needs the library deps/own/libown.so, a path that begins wherever"),
            HasSubstr("-Wl,-soname")));
}

TEST_F(LibraryClosureTest, TakesWhatGlibcOpensToCancelAThread) {
  on_machine(kLibraries + "libgcc_s.so.1", {.needed = {"libc.so.6"}});
  in_release("app/beam.smp", {.needed = {"libc.so.6"}});
  EXPECT_THAT(files(), ElementsAre(kLibraries + "libc.so.6", kLibraries + "libgcc_s.so.1"));
}

TEST_F(LibraryClosureTest, TakesTheOldAlgorithmsWithOtpsCrypto) {
  on_machine(kLibraries + "libcrypto.so.3", {});
  on_machine(kLibraries + "ossl-modules/legacy.so", {.needed = {"libcrypto.so.3"}});
  in_release("app/lib/crypto-5.1/priv/lib/crypto.so", {.needed = {"libcrypto.so.3"}});
  EXPECT_THAT(files(), ElementsAre(kLibraries + "libcrypto.so.3", kLibraries + "ossl-modules/legacy.so"));
}

TEST_F(LibraryClosureTest, FindsLibrariesThatLieInTheRelease) {
  in_release("app/lib/nif/priv/nif.so", {.needed = {"libown.so.1"}, .runpath = "$ORIGIN/../priv/${LIB}"});
  in_release("app/lib/nif/priv/lib/x86_64-linux-gnu/libown.so.1.0", {.needed = {"libc.so.6"}});
  release().add_link("app/lib/nif/priv/lib/x86_64-linux-gnu/libown.so.1", "libown.so.1.0");
  EXPECT_THAT(files(), ElementsAre(kLibraries + "libc.so.6"));
}

TEST_F(LibraryClosureTest, TakesALibraryForOthersThatOneFileBringsForItself) {
  on_machine(kLibraries + "libown.so.1", {});
  in_release("app/a.so", {.needed = {"libown.so.1"}, .runpath = "$ORIGIN/own"});
  in_release("app/b.so", {.needed = {"libown.so.1"}});
  in_release("app/own/libown.so.1", {});
  EXPECT_THAT(files(), ElementsAre(kLibraries + "libown.so.1"));
}

TEST_F(LibraryClosureTest, LibrariesInheritTheRpathOfWhatLoadsThem) {
  in_release("app/a.so", {.needed = {"libb.so"}, .rpath = "$ORIGIN/own"});
  in_release("app/own/libb.so", {.needed = {"libd.so"}});
  in_release("app/own/libd.so", {});
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(LibraryClosureTest, WarnsOfALibraryThatMustBeLoadedBefore) {
  in_release("app/a.so", {.needed = {"libb.so"}});
  in_release("app/own/libb.so", {});
  EXPECT_THAT(
      close().warnings,
      ElementsAre("/app/a.so needs libb.so, and would not find it in /app/own; it works where that is "
                  "loaded first"));
}

TEST_F(LibraryClosureTest, LeavesOutWhatIsForADisplay) {
  in_release("app/beam.smp", {});
  in_release("app/lib/wx-2.2/priv/wxe_driver.so", {.needed = {"libgtk-3.so.0"}});
  EXPECT_THAT(close().warnings, ElementsAre(HasSubstr("leave :wx and :observer out")));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(LibraryClosureTest, PassesOverObjectFiles) {
  in_release("app/beam.smp", {});
  in_release("app/filter.o", {.machine = EM_BPF, .type = ET_REL});
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(LibraryClosureTest, RefusesAFileForAnotherMachine) {
  in_release("app/beam.smp", {});
  in_release("app/nif.so", {.machine = EM_AARCH64});
  EXPECT_THAT(error_of([&] { close(); }),
              AllOf(HasSubstr("nif.so is for AArch64, and the Erlang runtime system is for x86-64"),
                    HasSubstr("leave it out")));
}

TEST_F(LibraryClosureTest, RefusesProgramsForMusl) {
  in_release("app/beam.smp", {.interpreter = "/lib/ld-musl-x86_64.so.1"});
  EXPECT_THAT(error_of([&] { close(); }),
              HasSubstr("/app/beam.smp was linked with musl (it wants /lib/ld-musl-x86_64.so.1)"));
}

TEST_F(LibraryClosureTest, NamesALibraryThatIsNowhere) {
  in_release("app/nif.so", {.needed = {"libgone.so.7"}});
  EXPECT_THAT(error_of([&] { close(); }),
              HasSubstr("/app/nif.so needs the library libgone.so.7, which is neither"));
}

TEST_F(LibraryClosureTest, LeavesToTheBaseWhatItHas) {
  in_base(kLibraries + "libc.so.6", {.definitions = {"GLIBC_2.4"}});
  on_machine(kLibraries + "libown.so.1", {.needs = {{"libc.so.6", "GLIBC_2.4", "read"}}});
  in_release("app/nif.so", {.needed = {"libown.so.1", "libc.so.6"}});
  EXPECT_THAT(files(true), ElementsAre(kLibraries + "libown.so.1"));
}

TEST_F(LibraryClosureTest, PutsLibrariesWhereTheBaseLooksForThem) {
  in_base("usr/lib64/libc.so.6", {});
  on_machine(kLibraries + "libown.so.1", {});
  in_release("app/nif.so", {.needed = {"libown.so.1"}});
  EXPECT_THAT(files(true), ElementsAre("usr/lib64/libown.so.1"));
}

TEST_F(LibraryClosureTest, RefusesABaseThatIsTooOld) {
  // Not in order, as in glibc.
  in_base(kLibraries + "libc.so.6", {.definitions = {"GLIBC_2.36", "GLIBC_2.4", "GLIBC_PRIVATE"}});
  in_release("app/beam.smp", {.needed = {"libc.so.6"}, .needs = {{"libc.so.6", "GLIBC_2.38", "strlcpy"}}});
  EXPECT_THAT(close().warnings, IsEmpty());
  EXPECT_EQ(
      error_of([&] { close(true); }),
      "/app/beam.smp needs GLIBC_2.38 (the symbol strlcpy) of libc.so.6, and "
      "/usr/lib/x86_64-linux-gnu/libc.so.6 of the base goes up to GLIBC_2.36; build on a system that is as "
      "old, or take a newer base");
}

/// What the program interpreter itself finds for a file of this machine (ld.so(8), --list; `ldd` asks it the
/// same way): paths without links. Nothing for what is not dynamic.
std::set<std::string> libraries_by_loader(const std::string& program) {
  const std::string command = concat({"LC_ALL=C ", kInterpreter, " --list '", program, "' 2>&1"});
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::set<std::string> libraries;
  constexpr int kLine = 4096;
  std::string line(kLine, '\0');
  while (std::fgets(line.data(), kLine, pipe.get()) != nullptr) {
    std::istringstream words(line.c_str());
    for (std::string word; words >> word;) {
      if (word.starts_with("/lib") || word.starts_with("/usr/lib"))
        libraries.insert(fs::canonical(word).string());
    }
  }
  return libraries;
}

std::set<std::string> libraries_by_closure(const std::string& program) {
  std::set<std::string> libraries;
  const LibraryClosure closure = close_over_libraries({{program, program}}, {}, FolderRoot("/"));
  for (const auto& [library, reason] : closure.needed_by) {
    // OpenSSL's provider is opened while it runs.
    if (!library.ends_with("/legacy.so")) libraries.insert(library);
  }
  return libraries;
}

/// The ELF files below a folder, but for those of wx, which come without their libraries.
Strings elf_files_below(const fs::path& folder) {
  Strings files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path();
    if (entry.is_regular_file() && !entry.is_symlink() && path.find("/lib/wx-") == std::string::npos &&
        !path.ends_with(".beam") && is_elf_file(path) && read_elf_file(path).is_linked)
      files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

void expect_closure_of_loader(const Strings& programs) {
  for (const std::string& program : programs) {
    std::set<std::string> ours = libraries_by_closure(program);
    std::set<std::string> theirs = libraries_by_loader(program);
    // Opened by name while they run, by each program with a C library.
    for (std::set<std::string>* libraries : {&ours, &theirs})
      std::erase_if(*libraries, [](const std::string& path) { return path.ends_with("/libgcc_s.so.1"); });
    // The interpreter is named by each library in its answer; we take it along where a file names it.
    EXPECT_EQ(ours, theirs) << program;
  }
}

TEST(LibraryClosureOfThisMachine, IsWhatTheLoaderFindsForOtp) {
  const Strings programs = elf_files_below("/usr/lib/erlang");
  const auto has = [&](std::string_view name) {
    return std::any_of(programs.begin(), programs.end(),
                       [&](const std::string& path) { return path.ends_with(name); });
  };
  EXPECT_TRUE(has("/bin/beam.smp"));
  EXPECT_TRUE(has("/priv/lib/crypto.so"));
  EXPECT_TRUE(has("/bin/inet_gethost"));
  expect_closure_of_loader(programs);
}

TEST(LibraryClosureOfThisMachine, IsWhatTheLoaderFindsForProgramsOfTheSystem) {
  Strings programs = elf_files_below("/usr/bin");
  EXPECT_GT(programs.size(), 100U);
  // Some 40 of them, the same each time on the same machine.
  constexpr std::size_t kWanted = 40;
  Strings chosen = {fs::canonical("/usr/bin/git"), fs::canonical("/bin/bash"),
                    fs::canonical("/usr/bin/cmake")};
  const std::size_t step = std::max<std::size_t>(1, programs.size() / kWanted);
  for (std::size_t index = 0; index < programs.size(); index += step) chosen.push_back(programs[index]);
  expect_closure_of_loader(chosen);
}

}  // namespace
}  // namespace slipway::image

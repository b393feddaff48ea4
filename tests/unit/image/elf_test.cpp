#include "image/elf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"
#include "image/elf_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ElfWish rich() {
  return {.type = ET_EXEC,
          .interpreter = "/lib64/ld-linux-x86-64.so.2",
          .soname = "libself.so.1",
          .needed = {"libb.so.2", "libc.so.6"},
          .rpath = "/old",
          .runpath = "$ORIGIN/../lib::/opt/lib",
          .needs = {{"libb.so.2", "B_1", "b_open"}, {"libc.so.6", "GLIBC_2.38", "strlcpy"}},
          .definitions = {"libself.so.1", "SELF_1.0"}};
}

TEST(Elf, TellsWhatAFileNeeds) {
  const ElfFile file = read_elf(elf_with(rich()), "x");
  EXPECT_TRUE(is_for(file, kElfX86_64));
  EXPECT_TRUE(file.is_linked);
  EXPECT_EQ(file.interpreter, "/lib64/ld-linux-x86-64.so.2");
  EXPECT_EQ(file.soname, "libself.so.1");
  EXPECT_THAT(file.needed, ElementsAre("libb.so.2", "libc.so.6"));
  EXPECT_THAT(file.rpath, ElementsAre("/old"));
  EXPECT_THAT(file.runpath, ElementsAre("$ORIGIN/../lib", "/opt/lib"));
  ASSERT_EQ(file.version_needs.size(), 2U);
  EXPECT_EQ(file.version_needs[1].library, "libc.so.6");
  EXPECT_THAT(file.version_needs[1].versions, ElementsAre("GLIBC_2.38"));
  EXPECT_THAT(file.version_definitions, ElementsAre("libself.so.1", "SELF_1.0"));
}

TEST(Elf, ReadsAFileAsItReadsMemory) {
  const TemporaryFolder folder;
  folder.write("program", elf_with(rich()));
  const std::string path = (folder / "program").string();
  EXPECT_TRUE(is_elf_file(path));
  EXPECT_THAT(read_elf_file(path).needed, ElementsAre("libb.so.2", "libc.so.6"));
  EXPECT_EQ(symbol_of_version_in_file(path, "libc.so.6", "GLIBC_2.38"), "strlcpy");
  folder.write("short", "\x7F");
  EXPECT_FALSE(is_elf_file((folder / "short").string()));
}

TEST(Elf, ReadsOnlyAsMuchOfALargeFileAsItNeeds) {
  const TemporaryFolder folder;
  folder.write("library", elf_with(rich()));
  constexpr std::uintmax_t kTooLargeForMemory = std::uintmax_t{1} << 40;
  std::filesystem::resize_file(folder / "library", kTooLargeForMemory);
  EXPECT_EQ(read_elf_file((folder / "library").string()).soname, "libself.so.1");
}

TEST(Elf, NamesASymbolOfAVersion) {
  const std::string bytes = elf_with(rich());
  EXPECT_EQ(symbol_of_version(bytes, "libc.so.6", "GLIBC_2.38", "x"), "strlcpy");
  EXPECT_EQ(symbol_of_version(bytes, "libb.so.2", "B_1", "x"), "b_open");
  EXPECT_EQ(symbol_of_version(bytes, "libb.so.2", "GLIBC_2.38", "x"), "");
}

TEST(Elf, PassesOverVersionsThatMayBeMissing) {
  ElfWish wish = rich();
  wish.needs[1].flags = VER_FLG_WEAK;
  EXPECT_THAT(read_elf(elf_with(wish), "x").version_needs[1].versions, ElementsAre());
}

TEST(Elf, KnowsOtherMachines) {
  std::string bytes = elf_with({.machine = EM_AARCH64});
  EXPECT_EQ(machine_name(read_elf(bytes, "x")), "AArch64");
  EXPECT_EQ(machine_name(read_elf(elf_with({.machine = EM_RISCV}), "x")), "machine 243 (64 bits)");
  bytes[EI_CLASS] = ELFCLASS32;
  EXPECT_EQ(machine_name(read_elf(bytes, "x")), "machine 183 (32 bits)");
  bytes[EI_CLASS] = ELFCLASS64;
  bytes[EI_DATA] = ELFDATA2MSB;
  std::swap(bytes[offsetof(Elf64_Ehdr, e_machine)], bytes[offsetof(Elf64_Ehdr, e_machine) + 1]);
  const ElfFile big_endian = read_elf(bytes, "x");
  EXPECT_FALSE(is_for(big_endian, kElfAarch64));
  EXPECT_EQ(machine_name(big_endian), "machine 183 (64 bits, big-endian)");
}

TEST(Elf, SeesThatAnObjectFileIsNotLinked) {
  EXPECT_FALSE(read_elf(elf_with({.type = ET_REL}), "x").is_linked);
}

TEST(Elf, RefusesWhatIsBrokenAndNamesTheFile) {
  const std::string bytes = elf_with(rich());
  EXPECT_EQ(error_of([] { read_elf("#!/bin/sh\n", "/app/a"); }), "/app/a is no ELF file");
  for (std::size_t size = kElfMagic.size(); size < bytes.size(); ++size) {
    EXPECT_THAT(error_of([&] { read_elf(bytes.substr(0, size), "/app/a"); }),
                HasSubstr("/app/a is a broken ELF file: it "))
        << size;
  }
}

constexpr HostileFile kHostile[] = {
    {"defines_a_billion_versions", " is a broken ELF file: it claims to have 1000000000 entries in a table"},
    {"defines_versions_behind_the_end",
     " is a broken ELF file: it is cut short: at offset 1073742000 it should have 20 bytes, and it has 279 "
     "in all"},
    {"definition_of_a_name_behind_the_end",
     " is a broken ELF file: it names a text at offset 100203, behind its end"},
    {"dynamic_at_the_last_address",
     " is a broken ELF file: it is cut short: at offset 18446744073709551502 it should have 16 bytes, and it "
     "has 235 in all"},
    {"dynamic_behind_the_end",
     " is a broken ELF file: it is cut short: at offset 1048763 it should have 16 bytes, and it has 235 in "
     "all"},
    {"dynamic_longer_than_the_file",
     " is a broken ELF file: it is cut short: at offset 219 it should have 16 bytes, and it has 219 in all"},
    {"dynamic_of_a_tebibyte", " is a broken ELF file: it claims to have 68719476739 entries in a table"},
    {"dynamic_twice", " is a broken ELF file: it has two dynamic sections"},
    {"empty", " is no ELF file"},
    {"header_cut",
     " is a broken ELF file: it is cut short: at offset 0 it should have 64 bytes, and it has 63 in all"},
    {"identification_alone",
     " is a broken ELF file: it is cut short: at offset 18 it should have 2 bytes, and it has 16 in all"},
    {"interpreter_behind_the_end",
     " is a broken ELF file: it is cut short: at offset 1099511627776 it should have 20 bytes, and it has "
     "291 in all"},
    {"interpreter_of_a_gibibyte", " is a broken ELF file: it has a program interpreter of a long name"},
    {"load_leads_out", " is a broken ELF file: it names a text at offset 1099511627953, behind its end"},
    {"magic_alone",
     " is a broken ELF file: it is cut short: at offset 0 it should have 16 bytes, and it has 4 in all"},
    {"magic_cut", " is no ELF file"},
    {"needs_a_billion_versions", " is a broken ELF file: it claims to have 1000000000 entries in a table"},
    {"needs_versions_behind_the_end",
     " is a broken ELF file: it is cut short: at offset 4294967471 it should have 16 bytes, and it has 267 "
     "in all"},
    {"nothing_loaded", " is a broken ELF file: it names an address that is in no segment"},
    {"segments_65535", " is a broken ELF file: it claims to have 65535 segments"},
    {"segments_at_the_last_address",
     " is a broken ELF file: it is cut short: at offset 18446744073709551608 it should have 56 bytes, and it "
     "has 120 in all"},
    {"segments_behind_the_end",
     " is a broken ELF file: it is cut short: at offset 64 it should have 56 bytes, and it has 64 in all"},
    {"segments_of_another_size", " is a broken ELF file: it has segments of another size"},
    {"text", " is no ELF file"},
    {"text_at_4_gib", " is a broken ELF file: it has a text at an impossible offset"},
    {"text_behind_the_end", " is a broken ELF file: it names a text at offset 1048752, behind its end"},
    {"text_up_to_the_end_of_the_file",
     " is a broken ELF file: it has a text that does not end within 4096 bytes"},
    {"text_without_end", " is a broken ELF file: it has a text that does not end within 4096 bytes"},
    {"texts_in_no_segment", " is a broken ELF file: it names an address that is in no segment"},
    {"texts_missing", " is a broken ELF file: it has no table of texts"},
    {"version_needs_in_no_segment", " is a broken ELF file: it names an address that is in no segment"},
    {"versions_that_overlap", " is a broken ELF file: it needs more versions of symbols than any file"},
};

TEST(Elf, HostileFilesAreRefusedWithTheirReason) {
  expect_corpus("elf", kHostile,
                [](std::string_view bytes, std::string_view source) { read_elf(bytes, source); });
}

}  // namespace
}  // namespace slipway::image

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

// What of an ELF file decides which other files it needs (System V ABI, gABI 4.1, chapters 4 and 5; symbol
// versions: Linux Standard Base Core 5.0, "Symbol Versioning"). Our own reader and not libelf, which believes
// offsets that a hostile file holds: all it takes is one table of segments and the dynamic section.

/// e_machine of the two architectures that releases are built for.
inline constexpr std::uint16_t kElfX86_64 = 62;
inline constexpr std::uint16_t kElfAarch64 = 183;

/// The versions of a library's symbols that a file needs: {"libc.so.6", {"GLIBC_2.34", "GLIBC_2.2.5"}}.
struct ElfVersionNeed {
  std::string library;
  std::vector<std::string> versions;
};

struct ElfFile {
  std::uint16_t machine = 0;
  bool is_64_bit = true;
  bool is_little_endian = true;
  /// A program or library; what a compiler made and no linker (ET_REL) needs nothing.
  bool is_linked = true;
  /// PT_INTERP, "/lib64/ld-linux-x86-64.so.2"; empty for libraries and static programs.
  std::string interpreter = {};
  std::string soname = {};
  /// In the order of the file, as all below.
  std::vector<std::string> needed = {};
  /// Folders, with $ORIGIN and the like.
  std::vector<std::string> rpath = {};
  std::vector<std::string> runpath = {};
  /// Without those that may be missing (VER_FLG_WEAK).
  std::vector<ElfVersionNeed> version_needs = {};
  std::vector<std::string> version_definitions = {};
};

inline constexpr std::string_view kElfMagic =
    "\x7F"
    "ELF";

/// Throws Error that names `source` where the bytes are no ELF file, or one that is cut short or broken. Of
/// files that are not for 64-bit little-endian machines only the header is read.
ElfFile read_elf(std::string_view bytes, std::string_view source);

/// The same of a file, of which only those parts are read.
ElfFile read_elf_file(const std::string& path);
bool is_elf_file(const std::string& path);

/// A symbol that the file needs of that library in this version, or nothing where it can't be told.
std::string symbol_of_version(std::string_view bytes, std::string_view library, std::string_view version,
                              std::string_view source);
std::string symbol_of_version_in_file(const std::string& path, std::string_view library,
                                      std::string_view version);

/// Whether the file is a 64-bit little-endian one for the machine.
bool is_for(const ElfFile& file, std::uint16_t machine);
/// "x86-64", "AArch64", "machine 40 (32 bits)" or "machine 183 (64 bits, big-endian)".
std::string machine_name(const ElfFile& file);

}  // namespace slipway::image

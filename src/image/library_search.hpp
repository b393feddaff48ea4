#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "image/elf.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

/// A library in a root.
struct FoundLibrary {
  /// As it was searched for: with links in it.
  std::string path;
  /// Without.
  std::string resolved;
  ElfFile elf;
};

/// Whether the file was linked with musl's C library: glibc can't load it.
bool needs_musl(const ElfFile& file);

/// Where ld.so looks for libraries in a root (ld.so(8)): the folders that it has built in, and those of
/// /etc/ld.so.conf, which `ldconfig` makes its cache of.
class LibrarySearch {
 public:
  /// `machine` is e_machine of the files that need libraries: those of others are passed over, as by ld.so,
  /// and so are those for musl, which a base such as Alpine has under the same names.
  LibrarySearch(const RootView& root, std::uint16_t machine);

  const RootView& root() const { return root_; }

  /// The library of that name, in `folders` first.
  std::optional<FoundLibrary> find(const std::string& name, const std::vector<std::string>& folders) const;
  /// The library at a path, which may have links in it; nothing where there is none for this machine.
  std::optional<FoundLibrary> look(const std::string& path) const;

  /// Whether ld.so looks into the folder (without links) even where it has no cache.
  bool is_built_in(const std::string& folder) const;
  /// The folder of libraries of the distribution, such as /usr/lib/x86_64-linux-gnu.
  const std::string& main_folder() const { return main_folder_; }
  /// What $LIB stands for in DT_RPATH and DT_RUNPATH: "lib/x86_64-linux-gnu", "lib64".
  std::string platform_folder() const;
  /// What $PLATFORM stands for (AT_PLATFORM).
  std::string platform() const { return machine_ == kElfAarch64 ? "aarch64" : "x86_64"; }

 private:
  std::optional<ElfFile> read_library(const std::string& resolved) const;

  const RootView& root_;
  std::uint16_t machine_;
  std::vector<std::string> built_in_;
  std::vector<std::string> configured_;
  std::string main_folder_;
};

}  // namespace slipway::image

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "image/file_tree.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

/// An ELF file that is in the image already, or whose libraries have to be.
struct NeedingFile {
  /// In the image, absolute.
  std::string path;
  std::filesystem::path file;
};

struct LibraryClosure {
  /// The libraries, the program interpreter, and the links through which they are found, where `source` has
  /// them.
  FileTree files;
  /// The path of each library in `source`, without links, and which file needed it first.
  std::map<std::string, std::string> needed_by;
  /// What may not work, and what to do about it.
  std::vector<std::string> warnings;
  /// e_machine of all of them.
  std::uint16_t machine = 0;
};

/// Which libraries the files need, and those in turn (ld.so(8), "Description"): by DT_RPATH and DT_RUNPATH
/// with $ORIGIN, else in the folders that the program interpreter knows without a cache. A library that lies
/// beside the files in `release` (paths of the image) is found there; one that `base` has is left to it; the
/// others come from `source`. What `source` has in a folder of /etc/ld.so.conf alone is put where it is found
/// without ld.so.cache; so is what DT_RPATH or DT_RUNPATH name outside of /usr, /opt, /nix/store and
/// /gnu/store (the folder of a build, a home), unless another library has that name. Libraries that glibc and
/// OTP open by name while they run come along: libgcc_s for pthread_cancel(3), and libcrypto's provider of
/// old algorithms for OTP's crypto. Those of OTP's wx stay away, with a warning.
///
/// Throws Error where a file is for another machine than the first one, a library is in none of the places or
/// lacks a version of a symbol, and for programs that were linked with musl.
LibraryClosure close_over_libraries(const std::vector<NeedingFile>& files, const FileTree& release,
                                    const RootView& source, const RootView* base = nullptr);

}  // namespace slipway::image

#pragma once

#include <string>
#include <vector>

#include "image/file_tree.hpp"
#include "image/library_closure.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

struct IncludedFiles {
  FileTree files;
  /// The ELF files among them, whose libraries are needed.
  std::vector<NeedingFile> programs;
  /// All files, as paths in the source without links.
  std::vector<std::string> copied;
};

/// Copies what stands at these absolute paths of `source`: files, folders with all below them, and the links
/// on the way. Throws Error where nothing is there, where a folder holds a device, and for a script whose
/// interpreter is neither in `source`'s included paths nor in `base`: the error names programs of the same
/// name (Debian's psql is a script in Perl; the program is below /usr/lib/postgresql). Throws Error, too, for
/// what `user` ("UID" or "UID:GID") of the image could not read.
IncludedFiles include_files(const std::vector<std::string>& paths, const RootView& source,
                            const RootView* base, const std::string& user);

}  // namespace slipway::image

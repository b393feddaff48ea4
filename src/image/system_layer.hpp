#pragma once

#include <string>
#include <vector>

#include "image/file_tree.hpp"
#include "image/library_closure.hpp"
#include "image/release_layers.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

/// What the release needs beside itself.
struct SystemLayer {
  FileTree files;
  /// The libraries, and what needed each first.
  std::map<std::string, std::string> needed_by;
  std::vector<std::string> warnings;
  /// Of the Erlang runtime system; 0 where the release has none.
  std::uint16_t machine = 0;
  bool has_certificates = false;
};

/// The ELF files of a release, the emulator first: what says which machine the image is for.
std::vector<NeedingFile> programs_of(const ReleaseLayers& release);

/// Gathers libraries, included files, and on an empty base the files of image/system_files.hpp; with them the
/// records of the packages that they come from.
SystemLayer system_layer(const ReleaseLayers& release, const std::vector<std::string>& included,
                         const std::string& user, const RootView& source, const RootView* base = nullptr);

}  // namespace slipway::image

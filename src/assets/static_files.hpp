#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace slipway::assets {

struct StaticFiles {
  /// Relative to the folder, sorted.
  std::vector<std::string> paths;
  /// Folders that a link leads to, out of the folder: nobody expects them to be written to.
  std::vector<std::string> left_out;
};

enum class LinksOut : std::uint8_t {
  /// Where the digested files lie beside their originals.
  kLeaveOut,
  /// Where they are written elsewhere.
  kFollow,
};

/// The files below a folder that are to be digested: as Path.wildcard("FOLDER/**") finds them, without
/// dotfiles and what a digester made. Links are followed, once on the way down. Throws Error for a link that
/// leads nowhere, and for what is neither a file nor a folder.
StaticFiles find_static_files(const std::filesystem::path& folder, LinksOut links_out);

}  // namespace slipway::assets

#pragma once

#include <cstdint>
#include <filesystem>

#include "release/mix_release.hpp"

namespace slipway::release {

struct Tarball {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};

/// NAME-VERSION.tar.gz of the assembled release: in `build_path` where the release lies in its usual place
/// below it, else in the release itself (Mix.Tasks.Release.make_tar/1).
std::filesystem::path tarball_path(const MixRelease& release, const std::filesystem::path& build_path);

/// Writes it: bin/, this version's folders, the files in releases/, and the overlays, following links. The
/// same files make the same bytes: sorted, without owners, of the time SOURCE_DATE_EPOCH or 1970-01-01. An
/// earlier archive is replaced once the new one is whole.
Tarball make_tarball(const MixRelease& release, const std::filesystem::path& build_path);

}  // namespace slipway::release

#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "image/file_tree.hpp"

namespace slipway::image {

/// Where an application of a release comes from, which says how often it changes.
enum class Origin { kOtp, kElixir, kDependency, kProject };

/// A release that was assembled.
struct ReleaseTree {
  /// What bin/NAME, the launcher, is called; "" where there is none.
  std::string name = {};
  std::filesystem::path folder;
  std::string version;
  /// The origins of the applications, by the names of their folders in lib/ ("jason-1.4.0"). What stands in
  /// no such folder is the project's.
  std::map<std::string, Origin, std::less<>> applications;
};

/// A release by how often its parts change, those that change least in front.
struct ReleaseLayers {
  /// The Erlang runtime system and OTP's applications.
  FileTree erts;
  FileTree elixir;
  /// bin/NAME: the same for each release that this version of Slipway makes, and half a megabyte.
  FileTree launcher;
  FileTree dependencies;
  /// The project's applications, the rest of bin/, releases/ and what overlays brought.
  FileTree application;

  /// All of them, the lowest first.
  std::array<const FileTree*, 5> all() const {
    return {&erts, &elixir, &launcher, &dependencies, &application};
  }
};

/// Sorts the files of one version of a release into layers, in `destination` ("app"). Taken are the files
/// that its manifest lists (support/manifest.hpp), so neither earlier versions nor what a running node or the
/// user put beside them; and folders without any file, but for tmp/. Left out is releases/COOKIE: whoever
/// can pull an image can read it. Files become 0644 or 0755, as their owner may execute them or not, and
/// folders 0755: the release is read by another user than the one who built it.
///
/// Throws Error where a file is missing or is a device, and for a link that leads out of the release.
ReleaseLayers layers_of_release(const ReleaseTree& release, const std::string& destination);

}  // namespace slipway::image

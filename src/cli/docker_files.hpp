#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "project/image_settings.hpp"

namespace slipway::cli {

/// What the Dockerfile of a project depends on.
struct DockerProject {
  /// The release.
  std::string name;
  /// "1.18.4"
  std::string elixir_version;
  /// "27"
  std::string otp_release;
  /// The project's root.
  std::filesystem::path folder;
  /// Variables, ports, labels, the user and the signal go into the Dockerfile; its bases are others.
  project::ImageSettings image = {};
};

// The template (templates/Dockerfile) holds @NAME@, @ELIXIR@ (major and minor), @OTP@, @CONFIG@ (the files of
// config/ that are read when code is compiled), @USER@ and @SETTINGS@ (instructions for [image]). A line
// "?WORD LINE" is LINE where the project has WORD, and nothing where it has not.

/// The Dockerfile for the files that the project has. Throws Error for a version that is none, and for a
/// value of several lines, which no instruction holds.
std::string dockerfile_for(std::string_view docker_template, const DockerProject& project);

/// A text with @NAME@, @ELIXIR@ and @OTP@ filled in. Throws Error for a version that is none.
std::string with_versions(std::string_view text, const DockerProject& project);

}  // namespace slipway::cli

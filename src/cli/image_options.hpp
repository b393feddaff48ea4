#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "oci/reference.hpp"
#include "project/image_settings.hpp"

namespace slipway::cli {

/// What `slipway image` is to do: [image] of slipway.toml, and in front of it the command line.
struct ImageWish {
  project::ImageSettings settings;
  /// Where the command line gives none, that of the settings; none there either: the caller's choice.
  std::vector<oci::Reference> names = {};
  /// "-", "oci:DIR" or a file; empty: the caller's choice.
  std::string output = {};
  /// A variant with a shell, under a tag of its own.
  bool debug = false;
  /// Into Docker, or podman where there is none.
  bool load = false;
  /// To the registries that the names tell.
  bool push = false;
  /// A base in a registry is looked up anew, whatever slipway.lock says.
  bool update_base = false;
  bool json = false;
  bool quiet = false;
};

std::span<const OptionSpec> image_options();

/// Throws UsageError or Error for values that are none.
ImageWish read_image_wish(const Arguments& arguments, project::ImageSettings settings);

}  // namespace slipway::cli

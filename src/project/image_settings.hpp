#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "project/settings_source.hpp"
#include "support/toml.hpp"

namespace slipway::project {

// [image] of slipway.toml: what `slipway image` makes. All of it may be left out.
//
//   [image]
//   tag = "shop:1.0"                   # default: the release's name and version
//   base = "scratch"                   # or an OCI layout, or a tarball of a root file system
//   destination = "/app"               # where the release lies
//   user = "65532:65532"               # numbers: user, or user:group
//   ports = [4000]                     # exposed; "53/udp" for another protocol than TCP
//   env = { PORT = "4000" }            # a string; a whole number or a boolean stands for its text
//   labels = { "com.example.team" = "shop" }
//   include = ["/usr/lib/postgresql/15/bin/psql"]   # programs with their libraries, files, folders
//   shell = "auto"                     # "auto", "none" or "sh"
//   compression = "gzip"               # or "zstd"
//   stop_signal = "SIGTERM"
//
//   [image.healthcheck]                # none without it
//   interval = "30s"
//   timeout = "5s"
//   start_period = "30s"
//   retries = 3

enum class ImageShell { kAuto, kNone, kSh };
enum class ImageCompression { kGzip, kZstd };

/// How Docker asks the release for its health, by `bin/NAME health`. Times in seconds.
struct ImageHealthcheck {
  int interval = 30;
  int timeout = 5;
  int start_period = 30;
  int retries = 3;
};

struct ImageSettings {
  std::optional<std::string> tag = {};
  std::string base = "scratch";
  /// Absolute and normal: without "/" at its end.
  std::string destination = "/app";
  std::string user = "65532:65532";
  /// "4000/tcp"
  std::vector<std::string> ports = {};
  /// In the order of the file, as `labels`.
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::vector<std::pair<std::string, std::string>> labels = {};
  std::vector<std::string> include = {};
  ImageShell shell = ImageShell::kAuto;
  ImageCompression compression = ImageCompression::kGzip;
  std::string stop_signal = "SIGTERM";
  std::optional<ImageHealthcheck> healthcheck = {};
};

/// Throws Error at what is not understood.
ImageSettings read_image_settings(const TomlTable& table, const SettingsSource& source);

// The same for the options of the command line. `where` names the option in errors; each throws Error.

ImageShell image_shell(std::string_view text, std::string_view where);
ImageCompression image_compression(std::string_view text, std::string_view where);
/// "4000" or "53/udp", as "NUMBER/PROTOCOL".
std::string image_port(std::string_view text, std::string_view where);
/// "UID" or "UID:GID", each at most 2^31 - 1.
std::string image_user(std::string_view text, std::string_view where);
/// "NAME=VALUE"
std::pair<std::string, std::string> image_variable(std::string_view text, std::string_view where);

}  // namespace slipway::project

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/image.hpp"

namespace slipway::cli {

/// docker and podman keep images and pull them; runc and crun run a folder that an image was unpacked into.
enum class Engine { kDocker, kPodman, kRunc, kCrun };

std::string_view program_of(Engine engine);
/// Throws UsageError for what is none.
Engine engine_of(std::string_view name);
/// Throws Error, too, where its program is not in PATH.
Engine installed_engine(std::string_view name);
bool keeps_images(Engine engine);

/// The first that works on this machine, in the order of the enumeration: one that keeps images counts where
/// it answers. Throws Error where there is none; `must_keep`: where there is none of those.
Engine find_engine(bool must_keep);

/// What a container of an image is started with.
struct ContainerRun {
  /// "8080:4000", "127.0.0.1:8080:4000".
  std::vector<std::string> ports = {};
  /// "NAME=value", or "NAME" for that of this process.
  std::vector<std::string> environment = {};
  /// In place of the image's command; empty for that.
  std::vector<std::string> command = {};
};

/// Gives the images to `docker load` or `podman load`, or, where there is no program docker, to the daemon's
/// socket. Throws Error with what the engine says where it does not take them.
void load_images(Engine engine, const std::vector<oci::NamedImage>& images);

/// Who gets what the keys of the terminal send: the child as well, or we alone, who tell it by SIGTERM. Then
/// it reads nothing from the terminal.
enum class Foreground { kShared, kOurs };

/// Starts the words, hands signals on and waits; the result is an exit status as a shell has it (128 +
/// signal).
int run_and_wait(const std::vector<std::string>& words, Foreground foreground = Foreground::kShared);

/// `docker run` (or podman's) of an image that the engine has or pulls. With a command of its own, this
/// process becomes it: signals, terminal and exit status are its own affair. The system itself is waited for,
/// and stopped in order by what ends us; the result is its exit status.
int run_by_name(Engine engine, const std::string& name, const ContainerRun& run);

}  // namespace slipway::cli

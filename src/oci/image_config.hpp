#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/descriptor.hpp"

namespace slipway::oci {

/// How an engine asks a container whether it is well: Docker's, which podman takes over and Kubernetes does
/// not know (moby, api/types/container/config.go, HealthConfig). Times are nanoseconds; 0 is the engine's
/// default.
struct HealthCheck {
  /// {"CMD", PROGRAM, ...}, {"CMD-SHELL", COMMAND} or {"NONE"}.
  std::vector<std::string> test = {};
  std::int64_t interval = 0;
  std::int64_t timeout = 0;
  std::int64_t start_period = 0;
  std::int64_t start_interval = 0;
  std::int64_t retries = 0;

  bool operator==(const HealthCheck&) const = default;
};

/// One layer's origin, or with `empty_layer` that of a change of the configuration.
struct HistoryEntry {
  /// RFC 3339, or empty.
  std::string created = {};
  std::string created_by = {};
  std::string author = {};
  std::string comment = {};
  bool empty_layer = false;

  bool operator==(const HistoryEntry&) const = default;
};

/// The configuration of an image (OCI image specification 1.1, config.md), with Docker's additions. Dropped
/// when read are members that describe how it was built (container, container_config, docker_version, id,
/// parent, Hostname, Domainname, Image, Attach*, Tty, OpenStdin, StdinOnce, MacAddress, NetworkDisabled,
/// Memory, CpuShares), Windows' ArgsEscaped, and what is not known.
struct ImageConfig {
  /// RFC 3339, or empty.
  std::string created = {};
  std::string author = {};
  Platform platform = {};

  // What a container gets; "config" in JSON.
  std::string user = {};
  /// "4000/tcp".
  std::vector<std::string> exposed_ports = {};
  /// "NAME=value", in their order.
  std::vector<std::string> env = {};
  std::vector<std::string> entrypoint = {};
  std::vector<std::string> cmd = {};
  std::vector<std::string> volumes = {};
  std::string working_dir = {};
  Annotations labels = {};
  std::string stop_signal = {};
  /// Docker's: seconds from the stop signal to SIGKILL.
  std::optional<std::int64_t> stop_timeout = {};
  std::optional<HealthCheck> health_check = {};
  /// Docker's: what a build runs that is based on this image; and the shell of such commands.
  std::vector<std::string> on_build = {};
  std::vector<std::string> shell = {};

  /// The digest of each layer's uncompressed archive, the lowest first.
  std::vector<Digest> diff_ids = {};
  std::vector<HistoryEntry> history = {};

  bool operator==(const ImageConfig&) const = default;
};

/// The bytes of the configuration, without spaces. What is empty is left out, but for architecture, os,
/// config and rootfs. Ports and volumes are sorted. The same value has the same bytes.
std::string write_image_config(const ImageConfig& config);

/// Throws Error "SOURCE: /POINTER: problem" for what is no configuration.
ImageConfig read_image_config(std::string_view text, std::string_view source);

}  // namespace slipway::oci

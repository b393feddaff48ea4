#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "image/layer_writer.hpp"
#include "oci/image.hpp"

namespace slipway::image {

/// How a container of a release is started, and what the image tells of itself.
struct Configuration {
  /// Of the release.
  std::string name;
  /// Absolute.
  std::string destination;
  std::string user;
  /// Names and values, in their order; they go before those of a base and of what the image sets itself.
  std::vector<std::pair<std::string, std::string>> environment = {};
  /// "4000/tcp"
  std::vector<std::string> ports = {};
  oci::Annotations labels = {};
  std::string stop_signal = {};
  /// Its test is `bin/NAME health`.
  std::optional<oci::HealthCheck> health_check = {};
  /// RFC 3339.
  std::string created = {};
  /// Whether its release reads PHX_SERVER at the start, without which Phoenix serves no pages.
  bool starts_phoenix_server = false;
  /// Whether the image brings certificates (image/system_files.hpp).
  bool brings_certificates = false;
};

/// The image of the layers, on top of the base's where there is one: `base` then is its configuration and
/// `base_layers` are what it is made of. Labels become annotations of the manifest, too.
oci::Image image_of(const Configuration& configuration, const std::vector<Layer>& layers,
                    const oci::ImageConfig& base = {}, const std::vector<oci::ImageLayer>& base_layers = {});

/// The base with the layers on top of it: its user, environment and entrypoint stay as they are. `created` is
/// in RFC 3339.
oci::Image image_upon(const oci::ImageConfig& base, const std::vector<oci::ImageLayer>& base_layers,
                      const std::vector<Layer>& layers, const std::string& created,
                      const oci::Annotations& labels);

}  // namespace slipway::image

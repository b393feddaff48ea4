#include "image/image_configuration.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "oci/media_types.hpp"

namespace slipway::image {
namespace {

constexpr std::string_view kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Sets the variable in a list of "NAME=VALUE", where it stands already or at the end.
void set(std::vector<std::string>& environment, std::string_view name, std::string_view value) {
  const std::string prefix = concat({name, "="});
  const auto known = std::find_if(environment.begin(), environment.end(),
                                  [&](const std::string& entry) { return entry.starts_with(prefix); });
  if (known == environment.end()) {
    environment.push_back(prefix + std::string(value));
  } else {
    *known = prefix + std::string(value);
  }
}

std::string value_of(const std::vector<std::string>& environment, std::string_view name) {
  const std::string prefix = concat({name, "="});
  for (const std::string& entry : environment) {
    if (entry.starts_with(prefix)) return entry.substr(prefix.size());
  }
  return {};
}

std::vector<std::string> environment_of(const Configuration& configuration,
                                        std::vector<std::string> environment) {
  const std::string path = value_of(environment, "PATH");
  // `docker exec CONTAINER NAME rpc ...` needs no path.
  set(environment, "PATH", concat({configuration.destination, "/bin:", path.empty() ? kPath : path}));
  if (value_of(environment, "LANG").empty()) set(environment, "LANG", "C.UTF-8");
  if (configuration.brings_certificates) {
    set(environment, "SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt");
  }
  // The release belongs to root, so that a break-in can't change it; nothing can be written beside it.
  set(environment, "RELEASE_TMP", "/tmp");
  if (configuration.starts_phoenix_server) set(environment, "PHX_SERVER", "true");
  for (const auto& [name, value] : configuration.environment) set(environment, name, value);
  return environment;
}

oci::ImageLayer stored(const Layer& layer) {
  const std::string_view type =
      layer.compression == Compression::kZstd ? oci::kLayerZstdType : oci::kLayerGzipType;
  oci::ImageLayer result;
  result.blob.descriptor.media_type = std::string(type);
  result.blob.descriptor.digest = layer.digest;
  result.blob.descriptor.size = layer.size;
  result.blob.content = oci::FileRange{layer.blob, 0};
  result.diff_id = layer.diff_id;
  return result;
}

}  // namespace

oci::Image image_of(const Configuration& configuration, const std::vector<Layer>& layers,
                    const oci::ImageConfig& base, const std::vector<oci::ImageLayer>& base_layers) {
  oci::ImageConfig config = base;
  const std::string program = concat({configuration.destination, "/bin/", configuration.name});
  config.user = configuration.user;
  config.env = environment_of(configuration, base.env);
  config.entrypoint = {program};
  config.cmd = {"start"};
  config.working_dir = configuration.destination;
  config.stop_signal = configuration.stop_signal;
  config.exposed_ports.insert(config.exposed_ports.end(), configuration.ports.begin(),
                              configuration.ports.end());
  config.health_check = configuration.health_check;
  if (config.health_check) config.health_check->test = {"CMD", program, "health"};
  return image_upon(config, base_layers, layers, configuration.created, configuration.labels);
}

oci::Image image_upon(const oci::ImageConfig& base, const std::vector<oci::ImageLayer>& base_layers,
                      const std::vector<Layer>& layers, const std::string& created,
                      const oci::Annotations& labels) {
  oci::ImageConfig config = base;
  config.created = created;
  for (const auto& [name, value] : labels) config.labels[name] = value;
  std::vector<oci::ImageLayer> all = base_layers;
  for (const Layer& layer : layers) {
    all.push_back(stored(layer));
    config.history.push_back({.created = created, .created_by = "slipway image: " + layer.title});
  }
  return oci::compose_image(std::move(config), all, labels);
}

}  // namespace slipway::image

#include "testkit/hostile_registry.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <thread>

#include "base/error.hpp"
#include "oci/image_config.hpp"
#include "oci/manifest.hpp"
#include "testkit/http_message.hpp"
#include "testkit/loopback.hpp"

namespace slipway::testkit {
namespace {

constexpr std::array<std::string_view, 13> kModes = {
    "good", "endless-manifest", "endless-fields", "endless-blob", "circle",         "other-blob", "deep-json",
    "html", "many-layers",      "million-layers", "huge-config",  "other-manifest", "nul-type"};
constexpr std::size_t kLayerSize = 1'000'000;

class HostileRegistry {
 public:
  explicit HostileRegistry(std::string_view mode) : mode_(mode), layer_(kLayerSize, 'l') {
    oci::ImageConfig config;
    config.diff_ids = {oci::Digest::of(layer_)};
    config_ = oci::write_image_config(config);
    oci::Manifest manifest{.config = oci::describe(oci::kConfigType, config_),
                           .layers = {oci::describe(oci::kLayerTarType, layer_)}};
    if (mode == "huge-config") manifest.config.size = std::uint64_t{1} << 40U;
    manifest_ = oci::write_manifest(manifest);
    if (mode == "many-layers") repeat_layer(20'000);
    if (mode == "million-layers") repeat_layer(1'000'000);
  }

  void answer(const FileDescriptor& client) const {
    const auto head = receive_head(client);
    if (!head) return;
    const std::string target = head->target();
    const bool is_manifest = target.find("/manifests/") != std::string::npos;
    const bool is_blob = target.find("/blobs/") != std::string::npos;
    if (target == "/v2/") return send(client, "application/json", "{}");
    if (mode_ == "endless-fields") return flood(client, "HTTP/1.1 200 OK\r\n", "X-Field: of many\r\n");
    if (mode_ == "circle") {
      send_bytes(client, fmt::format("HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n"
                                     "Connection: close\r\n\r\n",
                                     target));
      return;
    }
    if (is_manifest) return answer_manifest(client, head->method() == "HEAD");
    if (is_blob) return answer_blob(client, target.find(oci::Digest::of(layer_).hex()) != std::string::npos);
    send_bytes(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

 private:
  /// In the text, as a million values would take a while.
  void repeat_layer(std::size_t count) {
    constexpr std::string_view kLayers = "\"layers\":[";
    const std::size_t begin = manifest_.find(kLayers) + kLayers.size();
    const std::string layer = manifest_.substr(begin, manifest_.find('}', begin) + 1 - begin);
    std::string more;
    more.reserve(count * (layer.size() + 1));
    for (std::size_t i = 1; i < count; ++i) more += layer + ",";
    manifest_.insert(begin, more);
  }

  void answer_manifest(const FileDescriptor& client, bool is_head) const {
    const std::string type(oci::kManifestType);
    if (is_head) return send(client, type, "");
    if (mode_ == "endless-manifest") return flood(client, start_of_endless(type), std::string(4096, ' '));
    if (mode_ == "deep-json") return send(client, type, std::string(500'000, '['));
    if (mode_ == "html") return send(client, "text/html", "<html><body>Log in to the hotel</body></html>");
    if (mode_ == "other-manifest") return send(client, type, manifest_ + " ");
    if (mode_ == "nul-type") return send(client, "application/\x1b[2Jx", manifest_);
    send(client, type, manifest_);
  }

  void answer_blob(const FileDescriptor& client, bool is_layer) const {
    const std::string type = "application/octet-stream";
    if (!is_layer) return send(client, type, config_);
    if (mode_ == "endless-blob") return flood(client, start_of_endless(type), layer_);
    if (mode_ == "other-blob") return send(client, type, std::string(kLayerSize, 'x'));
    send(client, type, layer_);
  }

  static std::string start_of_endless(const std::string& type) {
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nConnection: close\r\n\r\n", type);
  }

  /// Until the client goes.
  static void flood(const FileDescriptor& client, std::string_view begin, const std::string& piece) {
    send_bytes(client, begin);
    while (send_bytes(client, piece)) {
    }
  }

  static void send(const FileDescriptor& client, const std::string& type, const std::string& body) {
    send_bytes(client, fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\n"
                                   "Connection: close\r\n\r\n",
                                   type, body.size()));
    send_bytes(client, body);
    ::shutdown(client.get(), SHUT_WR);
  }

  std::string mode_;
  std::string layer_;
  std::string config_;
  std::string manifest_;
};

}  // namespace

int run_hostile_registry(std::string_view mode) {
  if (std::find(kModes.begin(), kModes.end(), mode) == kModes.end()) {
    throw UsageError("there is no mode " + std::string(mode));
  }
  const HostileRegistry registry(mode);
  const FileDescriptor listener = listen_on_loopback();
  for (;;) {
    FileDescriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client.is_open()) continue;
    std::thread([client = std::make_shared<FileDescriptor>(std::move(client)), &registry] {
      registry.answer(*client);
    }).detach();
  }
}

}  // namespace slipway::testkit

#include "oci/images_support.hpp"

#include <gtest/gtest.h>

#include <cstdio>

#include "support/gzip.hpp"
#include "support/tar_writer.hpp"

namespace slipway::oci {

ImageLayer layer_of(std::string_view path, std::string_view content) {
  std::string archive;
  TarWriter tar(0, [&](std::string_view part) { archive += part; });
  tar.add_folder(std::string(path.substr(0, path.find('/'))), 0755);
  tar.add_file(std::string(path), 0644, content);
  tar.finish();
  std::string compressed = gzip(archive);
  const Descriptor descriptor = describe(kLayerGzipType, compressed);
  return {{descriptor, std::move(compressed)}, Digest::of(archive)};
}

Image small_image(std::string_view motd) {
  ImageConfig config{.created = "2026-01-02T03:04:05Z",
                     .user = "65532:65532",
                     .exposed_ports = {"4000/tcp"},
                     .env = {"PATH=/app/bin", "LANG=C.UTF-8"},
                     .entrypoint = {"/app/bin/shop"},
                     .cmd = {"start"},
                     .working_dir = "/app",
                     .labels = {{"org.opencontainers.image.version", "1.0"}},
                     .stop_signal = "SIGTERM"};
  return compose_image(config, {layer_of("etc/motd", motd), layer_of("app/hello", "hello")});
}

std::string output_of(const std::string& command) {
  std::FILE* output = ::popen(("(" + command + ") 2>&1").c_str(), "r");
  std::string text;
  for (int byte = std::fgetc(output); byte != EOF; byte = std::fgetc(output))
    text.push_back(static_cast<char>(byte));
  EXPECT_EQ(::pclose(output), 0) << command << "\n" << text;
  return text;
}

}  // namespace slipway::oci

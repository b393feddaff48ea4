#include "oci/image_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::oci {
namespace {

using testing::HasSubstr;

ImageConfig full_config() {
  return {.created = "2026-01-02T03:04:05Z",
          .author = "nobody",
          .platform = {"linux", "arm64", "v8", "1.0", {"feature"}},
          .user = "65532:65532",
          .exposed_ports = {"4000/tcp", "53/udp"},
          .env = {"PATH=/bin", "LANG=C.UTF-8"},
          .entrypoint = {"/app/bin/shop"},
          .cmd = {"start"},
          .volumes = {"/data"},
          .working_dir = "/app",
          .labels = {{"a", "1"}},
          .stop_signal = "SIGTERM",
          .stop_timeout = 30,
          .health_check = HealthCheck{{"CMD", "/app/bin/shop", "health"}, 1, 2, 3, 4, 5},
          .on_build = {"RUN true"},
          .shell = {"/bin/bash", "-c"},
          .diff_ids = {Digest::of("a"), Digest::of("b")},
          .history = {{.created = "2026-01-02T03:04:05Z", .created_by = "x", .author = "y", .comment = "z"},
                      {.created_by = "ENV", .empty_layer = true},
                      {}}};
}

TEST(ImageConfig, IsReadAsItWasWritten) {
  EXPECT_EQ(read_image_config(write_image_config(full_config()), "c"), full_config());
  EXPECT_EQ(read_image_config(write_image_config({}), "c"), ImageConfig());
}

TEST(ImageConfig, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(write_image_config({}), R"({"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":)"
                                    R"("layers","diff_ids":[]}})");
}

TEST(ImageConfig, SortsPortsAndVolumes) {
  EXPECT_THAT(write_image_config({.exposed_ports = {"80/tcp", "443/tcp", "80/tcp"}, .volumes = {"/b", "/a"}}),
              HasSubstr(R"("ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Volumes":{"/a":{},"/b":{}})"));
}

// Docker 20.10 wrote it, shortened.
TEST(ImageConfig, IsReadAsDockerWritesIt) {
  const ImageConfig config = read_image_config(
      R"({"architecture":"amd64","config":{"Hostname":"","Domainname":"","User":"","AttachStdin":false,)"
      R"("Env":["PATH=/bin"],"Cmd":null,"Image":"sha256:1","Volumes":null,"WorkingDir":"","Entrypoint":null,)"
      R"("OnBuild":null,"Labels":null,"ExposedPorts":null},"container":"abc","container_config":{"Cmd":["x"]},)"
      R"("created":"2024-01-01T00:00:00Z","docker_version":"20.10.24","history":[{"created":)"
      R"("2024-01-01T00:00:00Z","created_by":"/bin/sh -c #(nop) CMD","empty_layer":true}],"os":"linux",)"
      R"("rootfs":{"type":"layers","diff_ids":null}})",
      "c");
  EXPECT_EQ(config.env, std::vector<std::string>{"PATH=/bin"});
  EXPECT_TRUE(config.cmd.empty());
  EXPECT_TRUE(config.history.at(0).empty_layer);
}

TEST(ImageConfig, IsRefusedWhereItIsNone) {
  const auto refusal = [](std::string_view text) { return error_of([&] { read_image_config(text, "c"); }); };
  EXPECT_EQ(refusal("{}"), "c: the member \"os\" is missing");
  EXPECT_EQ(refusal(R"({"os":"linux","architecture":"amd64"})"), "c: the member \"rootfs\" is missing");
  EXPECT_THAT(refusal(R"({"os":"linux","architecture":"amd64","rootfs":{"type":"x"}})"),
              HasSubstr("c: /rootfs/type: \"x\" is not \"layers\""));
  EXPECT_EQ(refusal(R"({"os":"linux","architecture":"amd64","rootfs":{"type":"layers"},)"
                    R"("config":{"Env":"PATH=/bin"}})"),
            "c: /config/Env: \"PATH=/bin\" is not an array");
}

}  // namespace
}  // namespace slipway::oci

#include "cli/docker_socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "error_support.hpp"

namespace slipway::cli {
namespace {

using testing::HasSubstr;

std::string problem(std::string_view response) {
  return error_of([&] { check_load_response(response); });
}

TEST(DockerSocket, IsContentWithALoadedImage) {
  EXPECT_EQ(problem("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
                    "28\r\n{\"stream\":\"Loaded image: app:1\\n\"}\r\n0\r\n\r\n"),
            "");
  EXPECT_EQ(problem("HTTP/1.1 200 OK\r\n\r\n"), "");
}

TEST(DockerSocket, FindsAnErrorBehindStatus200) {
  EXPECT_THAT(problem("HTTP/1.1 200 OK\r\n\r\n{\"errorDetail\":{\"message\":\"unexpected \\\"EOF\\\"\"},"
                      "\"error\":\"unexpected\"}"),
              HasSubstr("Docker does not take the image: unexpected \"EOF\""));
}

TEST(DockerSocket, TellsTheStatusAndItsReason) {
  EXPECT_THAT(problem("HTTP/1.1 500 Internal Server Error\r\n\r\n{\"message\":\"no space left\"}"),
              HasSubstr("(status 500): no space left"));
}

TEST(DockerSocket, RefusesWhatIsNoHttp) {
  EXPECT_THAT(problem("220 ESMTP\r\n"), HasSubstr("does not speak HTTP/1.1"));
  EXPECT_THAT(problem(""), HasSubstr("does not speak HTTP/1.1"));
}

TEST(DockerSocket, IsThatOfDockerHost) {
  ::setenv("DOCKER_HOST", "unix:///run/user/1/docker.sock", 1);
  EXPECT_EQ(docker_socket(), "/run/user/1/docker.sock");
  ::setenv("DOCKER_HOST", "tcp://127.0.0.1:2375", 1);
  EXPECT_THAT(error_of([] { docker_socket(); }), HasSubstr("DOCKER_HOST is tcp://127.0.0.1:2375"));
  ::unsetenv("DOCKER_HOST");
  EXPECT_EQ(docker_socket(), "/var/run/docker.sock");
}

}  // namespace
}  // namespace slipway::cli

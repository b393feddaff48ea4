#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oci/image.hpp"

namespace slipway::cli {

// Docker's API (version 1.41, `POST /images/load`) over its unix socket, without the program docker:
//
//   POST /images/load?quiet=1 HTTP/1.1, the archive as a body in chunks (RFC 9112, 7.1)
//   200, and a body of JSON values, one after the other: {"stream": "Loaded image: app:1.0\n"}, or, for what
//   it does not take, {"errorDetail": {"message": TEXT}, "error": TEXT}, also with status 200

/// The path of the socket: that of DOCKER_HOST=unix://PATH, or /var/run/docker.sock. Throws Error for another
/// kind of DOCKER_HOST.
std::string docker_socket();

/// Throws Error with what the daemon says where it does not take the images.
void load_by_socket(const std::vector<oci::NamedImage>& images);

/// The daemon's answer, whole: throws Error where it is no HTTP response, has another status than 200, or
/// tells of an error.
void check_load_response(std::string_view response);

}  // namespace slipway::cli

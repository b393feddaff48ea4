#include "cli/docker_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "oci/archive_writer.hpp"

namespace slipway::cli {
namespace {

constexpr std::string_view kUnix = "unix://";
constexpr std::size_t kLargestResponse = std::size_t{1} << 20;
/// Pieces of an archive are gathered to chunks of about this size.
constexpr std::size_t kChunk = std::size_t{256} << 10;

FileDescriptor connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw Error(path + " is too long for the path of a socket; it may have " +
                std::to_string(sizeof address.sun_path - 1) + " bytes");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) throw SystemError(errno, "make a socket");
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw SystemError(errno, "connect to Docker at " + path);
  }
  return socket;
}

void write_chunk(const FileDescriptor& socket, std::string_view bytes) {
  std::array<char, 17> size{};
  const auto [end, error] = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16);
  write_all(socket, std::string(size.data(), end) + "\r\n", "Docker's socket");
  write_all(socket, bytes, "Docker's socket");
  write_all(socket, "\r\n", "Docker's socket");
}

void send_archive(const FileDescriptor& socket, const std::vector<oci::NamedImage>& images) {
  write_all(socket,
            "POST /images/load?quiet=1 HTTP/1.1\r\nHost: docker\r\nContent-Type: application/x-tar\r\n"
            "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            "Docker's socket");
  std::string gathered;
  oci::write_archive(images, [&](std::string_view piece) {
    gathered += piece;
    if (gathered.size() < kChunk) return;
    write_chunk(socket, gathered);
    gathered.clear();
  });
  if (!gathered.empty()) write_chunk(socket, gathered);
  write_all(socket, "0\r\n\r\n", "Docker's socket");
}

/// The text of the member of that name, wherever it stands, as far as a message needs it.
std::string text_member(std::string_view json, std::string_view name) {
  const std::string key = concat({"\"", name, "\":\""});
  const std::size_t found = json.find(key);
  if (found == std::string_view::npos) return "";
  std::string text;
  for (std::size_t at = found + key.size(); at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\' && at + 1 < json.size()) ++at;
    text += json[at];
  }
  return text;
}

}  // namespace

std::string docker_socket() {
  const char* given = std::getenv("DOCKER_HOST");
  const std::string_view host = given == nullptr ? "" : given;
  if (host.empty()) return "/var/run/docker.sock";
  if (host.starts_with(kUnix)) return std::string(host.substr(kUnix.size()));
  throw Error(concat({"DOCKER_HOST is ", host, "; without the program docker it can be unix://PATH alone"}));
}

void check_load_response(std::string_view response) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  if (!response.starts_with(kVersion)) throw Error("what answers at Docker's socket does not speak HTTP/1.1");
  const std::string_view status = response.substr(kVersion.size(), 3);
  const std::size_t head = response.find("\r\n\r\n");
  const std::string_view body = head == std::string_view::npos ? "" : response.substr(head);
  if (status != "200") {
    throw Error(
        concat({"Docker does not take the image (status ", status, "): ", text_member(body, "message")}));
  }
  if (body.find("\"errorDetail\"") != std::string_view::npos || !text_member(body, "error").empty()) {
    throw Error("Docker does not take the image: " + text_member(body, "message"));
  }
}

void load_by_socket(const std::vector<oci::NamedImage>& images) {
  const FileDescriptor socket = connect_to(docker_socket());
  ::signal(SIGPIPE, SIG_IGN);
  std::string cut;
  try {
    send_archive(socket, images);
  } catch (const SystemError& error) {
    if (error.error_number() != EPIPE && error.error_number() != ECONNRESET) throw;
    cut = error.message();  // it may have said why
  }
  const std::string response = read_all(socket, "Docker's answer", kLargestResponse);
  if (!cut.empty() && response.empty()) throw Error("Docker has closed the connection: " + cut);
  check_load_response(response);
  if (!cut.empty()) throw Error("Docker has closed the connection: " + cut);
}

}  // namespace slipway::cli

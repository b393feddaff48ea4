#pragma once

#include <memory>

#include "registry/http.hpp"
#include "registry/tls_files.hpp"

namespace slipway::registry {

/// HTTP/1.1 and HTTP/2 by libcurl, which is opened when it is needed: no other command pays the 6 ms of its
/// 30 libraries, and Debian has no archive of all that it would be linked from. Connections are kept and used
/// again.
///
///   proxies       http_proxy, https_proxy and no_proxy, as for curl; this machine is asked without one
///   authorities   the system's, SSL_CERT_FILE and SSL_CERT_DIR, and those of certs.d
///   (registry/tls_files.hpp) patience      30 s for a connection, 3 minutes for the next byte, in either
///   direction
class CurlTransport final : public HttpTransport {
 public:
  /// Throws Error where there is no libcurl; it says what to install.
  explicit CurlTransport(ConnectionOptions options);
  ~CurlTransport() override;

  HttpResponse send(const HttpRequest& request) override;

 private:
  class Connections;

  ConnectionOptions options_;
  std::unique_ptr<Connections> connections_;
};

}  // namespace slipway::registry

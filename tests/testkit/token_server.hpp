#pragma once

#include <optional>
#include <string>

namespace slipway::testkit {

struct TokenServerOptions {
  /// Each request is a line of this file, in JSON:
  /// {"method":"GET","user":"anna","scopes":["repository:a:pull"],
  /// "granted":["repository:a:pull"],"status":200}
  std::string log;
  /// Gets the certificate that tokens are signed by (PEM), for the registry's rootcertbundle.
  std::string certificate;
  /// "NAME:PASSWORD" of the only user.
  std::string user = "anna:secret";
  /// The only identity token (refresh token).
  std::string identity = "identity-of-anna";
  /// How long a token lasts.
  int seconds = 300;
  /// Whoever has no credentials may pull.
  bool is_pull_free = false;
  /// The token's member is "access_token", not "token".
  bool is_oauth = false;
};

/// A server of tokens as distribution has it (docs/spec/auth/token.md, jwt.md, oauth.md), on a port of the
/// loopback address that it prints first: ES256, with the certificate in the token (x5c). Serves until it is
/// ended.
int run_token_server(const TokenServerOptions& options);

}  // namespace slipway::testkit

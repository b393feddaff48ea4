#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "registry/challenge.hpp"
#include "registry/credentials.hpp"
#include "registry/http.hpp"

namespace slipway::registry {

/// What is asked of a registry, as its tokens name it (distribution, docs/spec/auth/scope.md):
/// "repository:team/app:pull,push".
using Scopes = std::vector<std::string>;

std::string pull_scope(std::string_view repository);
std::string push_scope(std::string_view repository);

/// The field Authorization of requests to one registry: none, a password (Basic), or tokens that a server
/// gives for scopes (Bearer; distribution, docs/spec/auth/token.md and oauth.md). Which of them is learnt
/// from the registry's challenges. Threads may share it.
class Authorization {
 public:
  /// Sends a request to whoever gives tokens.
  using Sender = std::function<HttpResponse(const HttpRequest&)>;
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `api` is the registry: only where it is asked without TLS may a token come without.
  Authorization(Url api, std::optional<Credentials> credentials, Sender sender,
                Clock clock = std::chrono::steady_clock::now);

  /// The field's value, if there is any. Throws Error where a token is refused.
  std::optional<std::string> value(const Scopes& scopes);

  /// The registry has answered 401 to a request with the value `used`. Whether another attempt may have
  /// another answer: not where it has refused a password, or a token that is new.
  bool learn(const HttpResponse& response, const Scopes& scopes, const std::optional<std::string>& used);

 private:
  enum class Scheme { kNone, kBasic, kBearer };
  struct Token {
    std::string text;
    std::chrono::steady_clock::time_point end;
  };

  std::string basic_value() const;
  Token request_token(const Scopes& scopes) const;
  HttpResponse request_by_password(const Scopes& scopes) const;
  HttpResponse request_by_identity_token(const Scopes& scopes) const;
  Token read_token(const HttpResponse& response) const;

  Url api_;
  std::optional<Credentials> credentials_;
  Sender sender_;
  Clock clock_;
  std::mutex mutex_;
  Scheme scheme_ = Scheme::kNone;
  Url realm_;
  std::string service_;
  std::map<Scopes, Token> tokens_;
};

}  // namespace slipway::registry

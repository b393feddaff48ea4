#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "registry/authorization.hpp"
#include "registry/credentials.hpp"
#include "registry/http.hpp"
#include "registry/retry.hpp"

namespace slipway::registry {

/// What surrounds a conversation with a registry.
struct Surroundings {
  RetryRules retries = {};
  Waiter wait = wait_for_time;
  /// Random numbers.
  std::function<std::uint64_t()> chance = {};
  /// Gets a line for each attempt that failed and is repeated. Called by several threads.
  std::function<void(const std::string&)> tell = {};
};

/// Counts attempts at one thing, and waits between them.
class Attempts {
 public:
  /// `what` is in front of what is told.
  Attempts(const Surroundings& surroundings, std::string what)
      : surroundings_(&surroundings), what_(std::move(what)) {}

  // Waits for the next attempt, or throws `error`, which made this one fail, where it was the last.
  void wait_after(const ConnectionError& error);
  /// False where it was the last.
  bool wait_after(const HttpResponse& response);
  /// There was progress: the attempts so far do not count.
  void begin_anew() { failed_ = 0; }

 private:
  bool wait(const std::string& problem, std::optional<std::chrono::milliseconds> asked);

  const Surroundings* surroundings_;
  std::string what_;
  int failed_ = 0;
};

/// Requests to one registry: where it is, who asks, redirections. The authorization goes to the registry's
/// own origin alone, so to no storage that it redirects to. Threads may share it; the transport outlives it.
class Conversation {
 public:
  /// `registry` is that of a reference ("docker.io", "localhost:5000").
  Conversation(HttpTransport& transport, std::string registry, std::optional<Credentials> credentials,
               Surroundings surroundings);

  /// Asks whether a registry is there (GET /v2/), and how it wants to be asked. With `may_be_plain` one that
  /// speaks no TLS will do. Throws Error where there is none.
  void begin(bool may_be_plain);

  /// With the authorization for these scopes, new where it is refused, through redirections. One attempt:
  /// what may pass is an answer or a ConnectionError, too.
  HttpResponse send(HttpRequest request, const Scopes& scopes);
  /// The same again while it may pass; `what` says of what a retry is told. Not for requests with a sink.
  HttpResponse send_patiently(const HttpRequest& request, const Scopes& scopes, const std::string& what);

  /// Throws RegistryError with what to do about it.
  [[noreturn]] void fail(std::string_view what, const HttpResponse& response) const;

  const std::string& registry() const { return registry_; }
  /// The registry's address with this path: "/v2/...".
  Url url(std::string_view target) const;
  /// "as anna (~/.docker/config.json)", "anonymously".
  std::string identity() const;
  const Surroundings& surroundings() const { return surroundings_; }

 private:
  HttpResponse send_authorized(HttpRequest& request, const Scopes& scopes);
  void ask_whether_there();

  HttpTransport* transport_;
  std::string registry_;
  std::optional<Credentials> credentials_;
  Surroundings surroundings_;
  Url api_;
  std::unique_ptr<Authorization> authorization_;
};

}  // namespace slipway::registry

#include "registry/conversation.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.hpp"
#include "registry/registry_error.hpp"

namespace slipway::registry {
namespace {

constexpr std::string_view kHub = "docker.io";
constexpr std::string_view kHubHost = "registry-1.docker.io";
constexpr int kMostRedirections = 5;
/// Of looking for it: a wrong name is told soon.
constexpr int kMostLooks = 3;
/// Without authorization, with it, with a new token.
constexpr int kMostAuthorizations = 3;

bool is_redirection(int status) {
  constexpr std::array kStatuses = {301, 302, 303, 307, 308};
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

Url address_of(const std::string& registry) {
  return Url::parse(concat({"https://", registry == kHub ? kHubHost : std::string_view(registry)}),
                    "the registry " + registry);
}

std::string seconds_of(std::chrono::milliseconds time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", std::chrono::duration<double>(time).count());
  return text.data();
}

}  // namespace

bool Attempts::wait(const std::string& problem, std::optional<std::chrono::milliseconds> asked) {
  const RetryRules& rules = surroundings_->retries;
  if (++failed_ >= rules.most_attempts) return false;
  auto time = rules.delay(failed_, surroundings_->chance ? surroundings_->chance() : 0);
  if (asked) time = std::min(std::max(time, *asked), rules.longest_delay);
  if (surroundings_->tell) {
    surroundings_->tell(
        concat({what_, ": ", problem, "; again in ", seconds_of(time), " (attempt ",
                std::to_string(failed_ + 1), " of ", std::to_string(rules.most_attempts), ")"}));
  }
  surroundings_->wait(time);
  return true;
}

void Attempts::wait_after(const ConnectionError& error) {
  if (!may_pass(error) || !wait(error.message(), std::nullopt)) throw ConnectionError(error);
}

bool Attempts::wait_after(const HttpResponse& response) {
  const auto field = response.field("retry-after");
  const auto asked = field ? retry_after(*field, std::chrono::system_clock::now()) : std::nullopt;
  return wait("the registry answers " + std::to_string(response.status), asked);
}

Conversation::Conversation(HttpTransport& transport, std::string registry,
                           std::optional<Credentials> credentials, Surroundings surroundings)
    : transport_(&transport),
      registry_(std::move(registry)),
      credentials_(std::move(credentials)),
      surroundings_(std::move(surroundings)),
      api_(address_of(registry_)) {}

void Conversation::begin(bool may_be_plain) {
  api_ = address_of(registry_);
  try {
    ask_whether_there();
  } catch (ConnectionError& error) {
    using Kind = ConnectionError::Kind;
    const bool has_no_tls = error.kind() == Kind::kNoTls;
    if (has_no_tls && (may_be_plain || api_.is_loopback())) {
      const std::uint16_t port = api_.authority().ends_with(':' + std::to_string(api_.port)) ? api_.port : 80;
      api_.is_https = false;
      api_.port = port;
      ask_whether_there();
      return;
    }
    constexpr std::string_view kPlain = "; where it speaks no TLS at all: --insecure";
    constexpr std::string_view kUntrusted =
        "; where its certificate is of an authority of your own, put that as ca.crt into a folder: "
        "--cert-dir DIR";
    if (has_no_tls) throw Error(concat({error.message(), kPlain}));
    if (error.kind() == Kind::kUntrusted) throw Error(concat({error.message(), kUntrusted}));
    throw;
  }
}

void Conversation::ask_whether_there() {
  const auto sender = [this](const HttpRequest& request) {
    Attempts attempts(surroundings_, "get a token from " + request.url.origin());
    for (;;) {
      try {
        HttpResponse response = transport_->send(request);
        if (!may_pass(response) || !attempts.wait_after(response)) return response;
      } catch (const ConnectionError& error) {
        attempts.wait_after(error);
      }
    }
  };
  authorization_ = std::make_unique<Authorization>(api_, credentials_, sender);
  const std::string what = "look for a registry";
  Surroundings impatient = surroundings_;
  impatient.retries.most_attempts = std::min(kMostLooks, impatient.retries.most_attempts);
  Attempts attempts(impatient, what);
  HttpResponse response;
  for (bool is_done = false; !is_done;) {
    try {
      response = transport_->send({.url = url("/v2/")});
      is_done = !may_pass(response) || !attempts.wait_after(response);
    } catch (const ConnectionError& error) {
      attempts.wait_after(error);
    }
  }
  if (response.status == 401) {
    authorization_->learn(response, {}, std::nullopt);
    return;
  }
  const bool is_page = response.field("content-type").value_or("").starts_with("text/html") &&
                       !response.field("docker-distribution-api-version");
  if (response.status == 200 && !is_page) return;
  throw RegistryError(concat({what, " at ", api_.origin()}), response, "is the name of the registry right?");
}

Url Conversation::url(std::string_view target) const {
  Url url = api_;
  url.target = target;
  return url;
}

HttpResponse Conversation::send_authorized(HttpRequest& request, const Scopes& scopes) {
  const auto is_authorization = [](const HeaderField& field) { return field.name == "Authorization"; };
  for (int attempt = 1;; ++attempt) {
    const std::optional<std::string> used = authorization_->value(scopes);
    std::erase_if(request.fields, is_authorization);
    if (used) request.fields.push_back({"Authorization", *used});
    HttpResponse response = transport_->send(request);
    std::erase_if(request.fields, is_authorization);
    if (response.status != 401 || attempt == kMostAuthorizations) return response;
    if (!authorization_->learn(response, scopes, used)) return response;
  }
}

HttpResponse Conversation::send(HttpRequest request, const Scopes& scopes) {
  for (int redirections = 0;; ++redirections) {
    const bool is_at_home = request.url.has_origin_of(api_);
    HttpResponse response = is_at_home ? send_authorized(request, scopes) : transport_->send(request);
    const auto location = response.field("location");
    if (!is_redirection(response.status) || !location) return response;
    if (redirections == kMostRedirections) {
      throw Error(concat({request.url.origin(), " redirects to ", printable(*location), " behind ",
                          std::to_string(kMostRedirections), " others; no more are followed"}));
    }
    const Url next = request.url.resolve(*location, request.url.origin() + " redirects to");
    if (request.url.is_https && !next.is_https) {
      throw Error(concat({request.url.origin(), " redirects to ", next.origin(),
                          ", which speaks no TLS; that is not "
                          "followed"}));
    }
    request.url = next;
    if (response.status == 303 && request.method != "HEAD") {
      request.method = "GET";
      request.body.reset();
    }
  }
}

HttpResponse Conversation::send_patiently(const HttpRequest& request, const Scopes& scopes,
                                          const std::string& what) {
  Attempts attempts(surroundings_, what);
  for (;;) {
    try {
      HttpResponse response = send(request, scopes);
      if (!may_pass(response) || !attempts.wait_after(response)) return response;
    } catch (const ConnectionError& error) {
      attempts.wait_after(error);
    }
  }
}

std::string Conversation::identity() const {
  if (!credentials_) return "anonymously";
  const std::string name =
      credentials_->kind == Credentials::Kind::kPassword ? credentials_->username : "by a token";
  return concat({credentials_->kind == Credentials::Kind::kPassword ? "as " : "", name, " (",
                 credentials_->source, ")"});
}

void Conversation::fail(std::string_view what, const HttpResponse& response) const {
  std::string advice;
  if (response.status == 401 || response.status == 403) {
    advice = credentials_ ? "it was asked " + identity()
                          : concat({"no credentials were found for it: docker login ", registry_,
                                    ", or --username and --password-stdin"});
  }
  throw RegistryError(what, response, advice);
}

}  // namespace slipway::registry

#include "registry/authorization.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "registry/base64.hpp"
#include "registry/registry_error.hpp"
#include "support/json_reader.hpp"

namespace slipway::registry {
namespace {

/// docs/spec/auth/token.md: what a token without expires_in lasts.
constexpr std::int64_t kUsualSeconds = 60;
constexpr std::int64_t kMostSeconds = 86'400;  // a day
constexpr std::size_t kLargestTokenAnswer = std::size_t{1} << 20;
/// Who asks, for servers of OAuth 2.
constexpr std::string_view kClient = "slipway";

std::string query_of(const std::vector<HeaderField>& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {
    query += concat({query.empty() ? "" : "&", name, "=", percent_encoded(value)});
  }
  return query;
}

/// It goes into a header field as it is.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

}  // namespace

std::string pull_scope(std::string_view repository) { return concat({"repository:", repository, ":pull"}); }

std::string push_scope(std::string_view repository) {
  return concat({"repository:", repository, ":pull,push"});
}

Authorization::Authorization(Url api, std::optional<Credentials> credentials, Sender sender, Clock clock)
    : api_(std::move(api)),
      credentials_(std::move(credentials)),
      sender_(std::move(sender)),
      clock_(std::move(clock)) {}

std::string Authorization::basic_value() const {
  return "Basic " + base64_encoded(concat({credentials_->username, ":", credentials_->secret}));
}

std::optional<std::string> Authorization::value(const Scopes& scopes) {
  const std::lock_guard lock(mutex_);
  if (credentials_ && credentials_->kind == Credentials::Kind::kRegistryToken)
    return "Bearer " + credentials_->secret;
  if (scheme_ == Scheme::kNone) return std::nullopt;
  if (scheme_ == Scheme::kBasic) return basic_value();
  auto token = tokens_.find(scopes);
  if (token == tokens_.end() || token->second.end <= clock_()) {
    token = tokens_.insert_or_assign(scopes, request_token(scopes)).first;
  }
  return "Bearer " + token->second.text;
}

bool Authorization::learn(const HttpResponse& response, const Scopes& scopes,
                          const std::optional<std::string>& used) {
  const std::lock_guard lock(mutex_);
  const bool has_password = credentials_ && credentials_->kind == Credentials::Kind::kPassword;
  for (const std::string& field : response.all("www-authenticate")) {
    for (const Challenge& challenge : read_challenges(field)) {
      const auto parameter = [&](const char* name) {
        const auto found = challenge.parameters.find(name);
        return found == challenge.parameters.end() ? std::string() : found->second;
      };
      if (challenge.scheme == "bearer" && !parameter("realm").empty()) {
        realm_ = Url::parse(parameter("realm"), api_.authority() + " names as the place of its tokens");
        if (!realm_.is_https && api_.is_https) {
          throw Error(concat({api_.authority(), " has its tokens at ", realm_.origin(),
                              ", where a password would be seen by others on the way; nothing was sent"}));
        }
        service_ = parameter("service");
        scheme_ = Scheme::kBearer;
        const auto token = tokens_.find(scopes);
        // Another thread may have a new one by now.
        if (token != tokens_.end() && used == "Bearer " + token->second.text) tokens_.erase(token);
        return !credentials_ || credentials_->kind != Credentials::Kind::kRegistryToken;
      }
      if (challenge.scheme == "basic" && has_password) {
        scheme_ = Scheme::kBasic;
        return used != basic_value();
      }
    }
  }
  return false;
}

HttpResponse Authorization::request_by_password(const Scopes& scopes) const {
  std::vector<HeaderField> parameters;
  if (!service_.empty()) parameters.push_back({"service", service_});
  for (const std::string& scope : scopes) parameters.push_back({"scope", scope});
  HttpRequest request{.url = realm_, .largest_answer = kLargestTokenAnswer};
  if (credentials_ && credentials_->kind == Credentials::Kind::kPassword) {
    parameters.push_back({"account", credentials_->username});
    request.fields.push_back({"Authorization", basic_value()});
  }
  request.url.target += (realm_.target.find('?') == std::string::npos ? "?" : "&") + query_of(parameters);
  return sender_(request);
}

HttpResponse Authorization::request_by_identity_token(const Scopes& scopes) const {
  const std::string form = query_of({{"grant_type", "refresh_token"},
                                     {"service", service_},
                                     {"scope", join(scopes, " ")},
                                     {"client_id", std::string(kClient)},
                                     {"refresh_token", credentials_->secret}});
  return sender_({.method = "POST",
                  .url = realm_,
                  .fields = {{"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = text_body(form),
                  .largest_answer = kLargestTokenAnswer});
}

Authorization::Token Authorization::request_token(const Scopes& scopes) const {
  const bool has_identity = credentials_ && credentials_->kind == Credentials::Kind::kIdentityToken;
  HttpResponse response = has_identity ? request_by_identity_token(scopes) : request_by_password(scopes);
  if (!response.is_success()) {
    std::string advice = "there are no credentials for it: docker login " + api_.authority();
    if (credentials_) advice = "the credentials are those of " + credentials_->source;
    throw RegistryError("get a token for " + api_.authority() + " from " + realm_.origin(), response, advice);
  }
  return read_token(response);
}

Authorization::Token Authorization::read_token(const HttpResponse& response) const {
  const std::string source = "the token of " + realm_.origin();
  const Json document = read_json(response.body, source);
  const JsonPlace root(document, source);
  auto text = root.find("token");
  if (!text) text = root.find("access_token");
  if (!text || !is_token(text->text())) root.fail("there is no \"token\" in the answer that could be sent");
  std::int64_t seconds = kUsualSeconds;
  if (const auto lasts = root.find("expires_in"))
    seconds = std::clamp<std::int64_t>(lasts->integer(), 1, kMostSeconds);
  // It shall not end on its way.
  const auto margin = std::min<std::int64_t>(10, seconds / 4);
  return {.text = text->text(), .end = clock_() + std::chrono::seconds(seconds - margin)};
}

}  // namespace slipway::registry

#include "registry/credentials.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "registry/base64.hpp"
#include "support/json_reader.hpp"

namespace slipway::registry {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHub = "docker.io";
/// Under which `docker login` stores what is for Docker's own registry.
constexpr std::string_view kHubServer = "https://index.docker.io/v1/";
constexpr std::string_view kTokenUser = "<token>";

/// "https://index.docker.io/v1/" becomes "docker.io", "http://localhost:5000/" "localhost:5000".
std::string server_of(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size());
  }
  while (key.ends_with('/')) key.remove_suffix(1);
  for (const std::string_view version : {"/v1", "/v2"}) {
    if (key.ends_with(version)) key.remove_suffix(version.size());
  }
  const std::size_t slash = key.find('/');
  const std::string_view host = key.substr(0, slash);
  const bool is_hub =
      host == "index.docker.io" || host == "registry-1.docker.io" || host == "registry.hub.docker.com";
  return concat({is_hub ? kHub : host, slash == std::string_view::npos ? "" : key.substr(slash)});
}

/// Whether what is for `server` ("ghcr.io", "ghcr.io/team") is for the repository.
bool covers(const std::string& server, const std::string& registry, const std::string& repository) {
  const std::string full = concat({registry, "/", repository});
  return server == registry || server == full || (full.starts_with(server) && full[server.size()] == '/');
}

std::string text_in(const JsonPlace& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->text() : std::string();
}

/// The entry of `auths` or `credHelpers` for the most specific server.
std::optional<JsonPlace> entry_for(const JsonPlace& root, std::string_view member,
                                   const std::string& registry, const std::string& repository) {
  const auto entries = root.find(member);
  std::optional<JsonPlace> best;
  std::size_t longest = 0;
  if (!entries) return best;
  entries->each_member([&](const std::string& key, const JsonPlace& value) {
    const std::string server = server_of(key);
    if (!covers(server, registry, repository) || server.size() <= longest) return;
    longest = server.size();
    best = value;
  });
  return best;
}

std::optional<Credentials> stored(const JsonPlace& entry, const std::string& source) {
  if (std::string token = text_in(entry, "registrytoken"); !token.empty()) {
    return Credentials{
        .kind = Credentials::Kind::kRegistryToken, .secret = std::move(token), .source = source};
  }
  if (std::string token = text_in(entry, "identitytoken"); !token.empty()) {
    return Credentials{
        .kind = Credentials::Kind::kIdentityToken, .secret = std::move(token), .source = source};
  }
  Credentials credentials{
      .username = text_in(entry, "username"), .secret = text_in(entry, "password"), .source = source};
  if (const std::string encoded = text_in(entry, "auth"); !encoded.empty()) {
    const auto decoded = base64_decoded(encoded);
    const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) entry.at("auth").fail("this is not USER:PASSWORD in base64");
    credentials.username = decoded->substr(0, colon);
    credentials.secret = decoded->substr(colon + 1);
    // Some programs store C strings with their end.
    credentials.secret.erase(credentials.secret.find_last_not_of('\0') + 1);
  }
  if (credentials.username.empty() && credentials.secret.empty()) return std::nullopt;  // it is in a helper
  return credentials;
}

}  // namespace

std::optional<Credentials> credentials_in(std::string_view text, const std::string& source,
                                          const std::string& registry, const std::string& repository,
                                          const CredentialHelper& helper) {
  const Json document = read_json(text, source);
  const JsonPlace root(document, source);
  const std::string server(registry == kHub ? kHubServer : std::string_view(registry));
  const auto ask = [&](const std::string& name) {
    std::optional<Credentials> found = helper(name, server);
    if (found) found->source = concat({"docker-credential-", name, " (", source, ")"});
    return found;
  };
  if (const auto own = entry_for(root, "credHelpers", registry, repository); own && !own->text().empty()) {
    return ask(own->text());
  }
  if (const std::string store = text_in(root, "credsStore"); !store.empty()) {
    if (auto found = ask(store)) return found;
  }
  const auto entry = entry_for(root, "auths", registry, repository);
  return entry ? stored(*entry, source) : std::nullopt;
}

std::vector<fs::path> credential_files(const std::map<std::string, std::string>& environment) {
  const auto variable = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? fs::path() : fs::path(found->second);
  };
  if (const fs::path file = variable("REGISTRY_AUTH_FILE"); !file.empty()) return {file};
  std::vector<fs::path> files;
  const auto add = [&](const char* name, const char* below_home, const char* file) {
    fs::path folder = variable(name);
    if (folder.empty() && below_home != nullptr && !variable("HOME").empty())
      folder = variable("HOME") / below_home;
    if (!folder.empty()) files.push_back(folder / file);
  };
  add("DOCKER_CONFIG", ".docker", "config.json");
  add("XDG_RUNTIME_DIR", nullptr, "containers/auth.json");
  add("XDG_CONFIG_HOME", ".config", "containers/auth.json");
  return files;
}

std::optional<Credentials> find_credentials(const std::string& registry, const std::string& repository,
                                            const std::vector<fs::path>& files,
                                            const CredentialHelper& helper) {
  for (const fs::path& file : files) {
    const auto text = read_file_if_exists(file.string(), kLargestJson);
    if (!text || text->empty()) continue;
    if (auto found = credentials_in(*text, file.string(), registry, repository, helper)) return found;
  }
  return std::nullopt;
}

std::optional<Credentials> read_helper_answer(std::string_view text, std::string_view source) {
  const Json document = read_json(text, source);
  const JsonPlace root(document, source);
  Credentials credentials{.username = text_in(root, "Username"), .secret = text_in(root, "Secret")};
  if (credentials.username.empty() && credentials.secret.empty()) return std::nullopt;
  if (credentials.username == kTokenUser) {
    credentials.kind = Credentials::Kind::kIdentityToken;
    credentials.username.clear();
  }
  return credentials;
}

}  // namespace slipway::registry

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::registry {

/// What shows a registry who asks, and where it was found.
struct Credentials {
  enum class Kind {
    kPassword,
    /// A token that gets others (an OAuth 2 refresh token), as `docker login` stores it for some registries.
    kIdentityToken,
    /// A token that goes to the registry as it is.
    kRegistryToken
  };

  Kind kind = Kind::kPassword;
  /// Of a password alone.
  std::string username = {};
  std::string secret = {};
  /// "~/.docker/config.json", "docker-credential-pass": for messages.
  std::string source = {};

  bool operator==(const Credentials&) const = default;
};

/// Asks the program docker-credential-NAME for the credentials of a server; nothing where it has none.
using CredentialHelper =
    std::function<std::optional<Credentials>(const std::string& name, const std::string& server)>;

/// Runs the program. Throws Error that names it where it is not there or fails.
std::optional<Credentials> ask_credential_helper(const std::string& name, const std::string& server);

/// What the program says on success (docker-credential-helpers, "get"): {"ServerURL": ..., "Username": NAME,
/// "Secret": TEXT}; the user "<token>" has an identity token. Throws Error that begins with `source`.
std::optional<Credentials> read_helper_answer(std::string_view text, std::string_view source);

/// Of a registry ("docker.io", "localhost:5000") and a repository in it, from one file of Docker's
/// (config.json) or podman's (containers-auth.json(5)):
///
///   {"auths": {SERVER: {"auth": BASE64("USER:PASSWORD"), "identitytoken": TEXT, "registrytoken": TEXT},
///   ...},
///    "credHelpers": {SERVER: NAME, ...}, "credsStore": NAME}
///
/// credHelpers goes before credsStore, and that before auths. A SERVER may have "https://" in front and a
/// path, which is a part of the repository for podman; the most specific one counts. Docker's own registry
/// has several names. Throws Error that begins with `source` for what is no such file.
std::optional<Credentials> credentials_in(std::string_view text, const std::string& source,
                                          const std::string& registry, const std::string& repository,
                                          const CredentialHelper& helper);

/// The files that may hold them: $REGISTRY_AUTH_FILE alone where that is set; else $DOCKER_CONFIG/config.json
/// (~/.docker), $XDG_RUNTIME_DIR/containers/auth.json and $XDG_CONFIG_HOME/containers/auth.json (~/.config).
std::vector<std::filesystem::path> credential_files(const std::map<std::string, std::string>& environment);

/// The first that is found in the files; nothing where none is, and requests are anonymous.
std::optional<Credentials> find_credentials(const std::string& registry, const std::string& repository,
                                            const std::vector<std::filesystem::path>& files,
                                            const CredentialHelper& helper);

}  // namespace slipway::registry

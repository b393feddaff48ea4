#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "oci/reference.hpp"
#include "registry/conversation.hpp"
#include "registry/image_store.hpp"
#include "registry/repository.hpp"
#include "registry/tls_files.hpp"

namespace slipway::cli {

/// What all commands that speak to registries take.
inline constexpr std::array<OptionSpec, 4> kRegistryOptions = {{
    {"--username", "NAME",
     "who asks the registry (default: what `docker login` or `podman login` has stored)"},
    {"--password-stdin", "", "read the password from standard input"},
    {"--cert-dir", "DIR",
     "holds ca.crt, which is trusted, or NAME.cert and NAME.key (default: certs.d of Docker)"},
    {"--insecure", "", "take any certificate, and where the registry speaks no TLS, none"},
}};

struct RegistryWish {
  registry::ConnectionOptions connection = {};
  /// Of --username and --password-stdin.
  std::optional<registry::Credentials> credentials = {};
};

/// Reads the password from standard input where that is asked for. Throws UsageError.
RegistryWish read_registry_wish(const Arguments& arguments);

/// Opens conversations with registries, each once, when it is needed. Commands that need none pay nothing.
class RegistryAccess {
 public:
  /// `tell` gets a line for each attempt that is repeated, from several threads.
  RegistryAccess(RegistryWish wish, std::function<void(const std::string&)> tell);

  /// The reference's repository, always with the same access. Throws Error where there is no registry, or the
  /// credentials can't be read.
  registry::Repository& repository(const oci::Reference& reference, registry::Repository::Access access);

 private:
  struct Session {
    Session(registry::HttpTransport& transport, const oci::Reference& reference,
            registry::Repository::Access access, std::optional<registry::Credentials> credentials,
            registry::Surroundings surroundings)
        : conversation(transport, reference.registry, std::move(credentials), std::move(surroundings)),
          repository(conversation, reference.repository, access) {}

    registry::Conversation conversation;
    registry::Repository repository;
  };

  RegistryWish wish_;
  std::function<void(const std::string&)> tell_;
  std::unique_ptr<registry::HttpTransport> transport_;
  std::map<std::string, std::unique_ptr<Session>> sessions_;
};

/// Where images of registries are kept: in the cache, or with the value that comes back beside it, in a
/// temporary folder.
struct OpenedStore {
  registry::ImageStore store;
  std::shared_ptr<const void> temporary;
};
OpenedStore open_image_store(bool use_cache);

}  // namespace slipway::cli

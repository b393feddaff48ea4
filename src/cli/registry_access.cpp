#include "cli/registry_access.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "registry/curl_transport.hpp"
#include "support/cache.hpp"
#include "support/staging.hpp"
#include "support/temporary_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestPassword = std::size_t{64} << 10;

std::string read_password() {
  const FileDescriptor input(::dup(STDIN_FILENO));
  std::string password = read_all(input, "the password on standard input", kLongestPassword);
  while (password.ends_with('\n') || password.ends_with('\r')) password.pop_back();
  if (password.empty()) throw UsageError("--password-stdin: there is no password on standard input");
  return password;
}

std::map<std::string, std::string> environment_of_credentials() {
  std::map<std::string, std::string> environment;
  for (const char* name :
       {"REGISTRY_AUTH_FILE", "DOCKER_CONFIG", "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"}) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing changes it
    if (const char* value = std::getenv(name); value != nullptr && *value != 0) environment[name] = value;
  }
  return environment;
}

std::uint64_t random_number() {
  std::uint64_t number = 0;
  for (const char byte : random_bytes(sizeof number))
    number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

RegistryWish read_registry_wish(const Arguments& arguments) {
  RegistryWish wish;
  wish.connection.certificates = arguments.value("--cert-dir").value_or("");
  wish.connection.is_insecure = arguments.has("--insecure");
  const auto username = arguments.value("--username");
  if (username.has_value() != arguments.has("--password-stdin")) {
    throw UsageError(
        "--username and --password-stdin go together: the password is not written on a command line");
  }
  if (username) {
    wish.credentials = {.username = *username, .secret = read_password(), .source = "--username"};
  }
  return wish;
}

RegistryAccess::RegistryAccess(RegistryWish wish, std::function<void(const std::string&)> tell)
    : wish_(std::move(wish)), tell_(std::move(tell)) {}

registry::Repository& RegistryAccess::repository(const oci::Reference& reference,
                                                 registry::Repository::Access access) {
  const std::string name = concat({reference.registry, "/", reference.repository});
  if (const auto known = sessions_.find(name); known != sessions_.end()) return known->second->repository;
  if (!transport_) {
    // libcurl leaves this to programs of several threads: a connection that is closed is an error, no signal.
    ::signal(SIGPIPE, SIG_IGN);
    transport_ = std::make_unique<registry::CurlTransport>(wish_.connection);
  }
  auto credentials = wish_.credentials;
  if (!credentials) {
    credentials = registry::find_credentials(reference.registry, reference.repository,
                                             registry::credential_files(environment_of_credentials()),
                                             registry::ask_credential_helper);
  }
  auto session = std::make_unique<Session>(*transport_, reference, access, std::move(credentials),
                                           registry::Surroundings{.chance = random_number, .tell = tell_});
  session->conversation.begin(wish_.connection.is_insecure);
  return sessions_.emplace(name, std::move(session)).first->second->repository;
}

OpenedStore open_image_store(bool use_cache) {
  if (const std::optional<Cache> cache = use_cache ? Cache::open() : std::nullopt) {
    return {.store = registry::ImageStore(cache->folder() / "registry"), .temporary = {}};
  }
  auto folder = std::make_shared<Staging>(temporary_folder() / "slipway-registry", Staging::Form::kFolder);
  return {.store = registry::ImageStore(folder->path()), .temporary = folder};
}

}  // namespace slipway::cli

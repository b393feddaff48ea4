#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::registry {

/// How connections to registries are made.
struct ConnectionOptions {
  /// `--cert-dir`: a folder as below, instead of the usual ones.
  std::filesystem::path certificates = {};
  /// `--insecure`: any certificate will do, and where there is no TLS, none.
  bool is_insecure = false;
};

/// What TLS needs for a registry beside the system's own certificates; empty paths where there is none.
struct TlsFiles {
  /// Certificates of authorities that are trusted, too.
  std::filesystem::path authorities = {};
  /// What proves to the registry who we are.
  std::filesystem::path certificate = {};
  std::filesystem::path key = {};
};

/// Where Docker (moby, registry/config_unix.go) and podman (containers-certs.d(5)) keep them, in the order in
/// which they are looked at: /etc/docker/certs.d, ~/.config/containers/certs.d, /etc/containers/certs.d.
std::vector<std::filesystem::path> certificate_folders();

/// From FOLDER/REGISTRY of the first of the folders that has it, or `options.certificates` itself: ca.crt (or
/// another
/// *.crt), and a pair NAME.cert and NAME.key. Throws Error for a certificate without its key and the reverse.
TlsFiles find_tls_files(const std::string& registry, const ConnectionOptions& options,
                        const std::vector<std::filesystem::path>& folders);

}  // namespace slipway::registry

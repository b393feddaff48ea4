#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "cli/registry_access.hpp"
#include "oci/reference.hpp"
#include "registry/push.hpp"
#include "support/json.hpp"

namespace slipway::cli {

/// What `slipway push` and `slipway image --push` take beside the registry's options.
struct PushWish {
  std::vector<oci::Reference> names = {};
  /// What the image is built upon, if that is in a registry: its layers are taken over from there.
  std::optional<oci::Reference> base = {};
  registry::UploadOptions upload = {};
  /// Gets the digest, if it is not empty.
  std::string digest_file = {};
  bool use_cache = true;
  /// Where it is told what happens; null: nowhere.
  std::FILE* stream = nullptr;
};

/// Pushes the content to each of the repositories that the names tell. The result, for --json:
///
///   {"digest": "sha256:...", "pushed": [{"repository": "ghcr.io/team/app", "names":
///   ["ghcr.io/team/app:1.0"],
///    "identity": "as anna (...)", "sent": 123, "seconds": 0.1,
///    "blobs": [{"digest": "sha256:...", "size": 123, "fate": "sent" | "mounted" | "present"}]}]}
Json push_image(RegistryWish registries, const registry::PushContent& content, const PushWish& wish);

/// Writes the digest with a line end, replacing what is there; nothing where `file` is empty.
void write_digest_file(const std::string& file, const oci::Digest& digest);

}  // namespace slipway::cli

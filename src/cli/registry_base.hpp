#pragma once

#include <cstdio>
#include <filesystem>

#include "cli/image_build.hpp"
#include "cli/registry_access.hpp"

namespace slipway::cli {

/// How a base in a registry is found: under the digest that slipway.lock in `project` tells, so that what is
/// in the store is taken without asking anyone. A tag that is not noted there, and with `is_updated` every
/// tag, is looked up, and noted. Throws Error where the base can't be had.
BaseFetcher base_fetcher(RegistryWish registries, registry::ImageStore store, std::filesystem::path project,
                         bool is_updated, std::FILE* stream);

}  // namespace slipway::cli

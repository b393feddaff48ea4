#pragma once

#include "cli/command.hpp"
#include "cli/image_build.hpp"

namespace slipway::cli {

/// Throws UsageError where the command line asks for what only the image of a release has, or names no base.
void check_builder_options(const Arguments& arguments);

/// The base with this program in /usr/local/bin, for pipelines: what it needs of this machine's libraries is
/// brought along where the base has it not, with libcurl and certificates for registries. User,
/// environment and command stay the base's. Throws Error where the program can't run upon the base.
BuiltImage build_builder_image(const ImageWish& wish, const image::BlobCache& cache,
                               const BaseFetcher& fetch_base);

}  // namespace slipway::cli

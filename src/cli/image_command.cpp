#include "cli/image_command.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/error.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "cli/assemble_releases.hpp"
#include "cli/builder_image.hpp"
#include "cli/container_engines.hpp"
#include "cli/image_build.hpp"
#include "cli/image_options.hpp"
#include "cli/image_push.hpp"
#include "cli/image_report.hpp"
#include "cli/registry_access.hpp"
#include "cli/registry_base.hpp"
#include "oci/archive_writer.hpp"
#include "oci/layout_writer.hpp"
#include "project/slipway_toml.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLayoutPrefix = "oci:";

constexpr std::string_view kDetails =
    "Assembles the release NAME as `slipway release` does, and packs it with exactly what it needs of this\n"
    "machine (libraries, certificates, a locale) into an OCI image: no shell, no package manager, another "
    "user\n"
    "than root. Layers are sorted by how often they change, and the same input makes the same bytes.\n"
    "[image] of slipway.toml holds what the options say here.\n";

std::vector<std::string> mix_arguments(const Arguments& arguments) {
  std::vector<std::string> words;
  if (arguments.positional()) words.push_back(*arguments.positional());
  if (arguments.has("--no-compile")) words.emplace_back("--no-compile");
  if (const auto path = arguments.value("--path")) words.insert(words.end(), {"--path", *path});
  return words;
}

/// Beside the folder rel/, as the tarball of a release.
fs::path default_archive(const ReleaseSummary& release) {
  fs::path folder = release.path.parent_path();
  if (folder.filename() == "rel") folder = folder.parent_path();
  return folder / (release.name + "-" + release.version + ".oci.tar");
}

/// Writes the image, to `archive` where nothing else was asked for; returns what is said of the place.
fs::path write_output(const BuiltImage& built, const ImageWish& wish, const fs::path& archive) {
  if (wish.load) {
    // Where neither program is there, the daemon may listen all the same.
    Engine engine = Engine::kDocker;
    try {
      engine = find_engine(true);
    } catch (const Error&) {
    }
    load_images(engine, {built.image});
    if (wish.output.empty()) return std::string(program_of(engine));
  }
  // It is in the registry then, and its layers are in the cache.
  if (wish.push && wish.output.empty()) return built.image.names.front().full();
  if (wish.output == "-") {
    const FileDescriptor output(::dup(STDOUT_FILENO));
    oci::write_archive_to(output, "standard output", {built.image});
    return "-";
  }
  if (wish.output.starts_with(kLayoutPrefix)) {
    fs::path folder = wish.output.substr(kLayoutPrefix.size());
    if (folder.empty()) throw UsageError("oci: needs a folder, such as oci:build/image");
    oci::write_layout(folder, {built.image});
    return folder;
  }
  fs::path file = wish.output.empty() ? archive : fs::path(wish.output);
  oci::write_archive_file(file, {built.image});
  return file;
}

/// A name that has no registry would go to Docker's own, which is rarely meant.
void check_push(const ImageWish& wish, const Arguments& arguments) {
  if (!wish.push) {
    if (!arguments.value("--digest-file")) return;
    throw UsageError("--digest-file belongs to --push");
  }
  if (!wish.names.empty()) return;
  throw UsageError("where is it pushed to? --push -t REGISTRY/NAME:TAG, or [image] tag in slipway.toml");
}

/// Whether standard output is for the result alone.
bool frees_output(const ImageWish& wish) { return wish.json || wish.output == "-"; }

ReleaseSummary assemble_release(const Arguments& arguments, bool is_output_free) {
  ReleaseReport report(ReleaseReport::Form::kQuiet);
  std::vector<ReleaseSummary> releases = assemble_releases({.mix_arguments = mix_arguments(arguments),
                                                            .force = false,
                                                            .use_cache = !arguments.has("--no-cache"),
                                                            .frees_output = is_output_free},
                                                           report);
  if (releases.size() != 1) {
    throw Error(concat({"the alias for `release` in mix.exs made ", std::to_string(releases.size()),
                        " releases, and an image holds one"}));
  }
  return std::move(releases.front());
}

/// Writes, loads and pushes what `build` makes.
void make_image(const Arguments& arguments, const ImageWish& wish, const RegistryWish& registries,
                const std::function<BuiltImage(const image::BlobCache&, const BaseFetcher&)>& build,
                const fs::path& archive) {
  const bool use_cache = !arguments.has("--no-cache");
  ImageReport report(wish);
  const image::BlobCache cache = open_blob_cache(use_cache);
  std::FILE* const stream = wish.quiet ? nullptr : frees_output(wish) ? stderr : stdout;
  const OpenedStore opened = open_image_store(use_cache);
  const BuiltImage built =
      build(cache, base_fetcher(registries, opened.store, fs::current_path(), wish.update_base, stream));
  for (const std::string& warning : built.warnings) report.warn(warning);
  const fs::path place = write_output(built, wish, archive);
  Json pushed = nullptr;
  if (wish.push) {
    pushed = push_image(registries, registry::content_of(built.image.image),
                        {.names = built.image.names,
                         .base = built.base_reference,
                         .digest_file = arguments.value("--digest-file").value_or(""),
                         .use_cache = use_cache,
                         .stream = stream});
  }
  report.tell_result(built, place, pushed);
}

int run(const Arguments& arguments) {
  const bool is_builder = arguments.has("--builder");
  if (is_builder) check_builder_options(arguments);
  // What a project's slipway.toml says is meant for its own image.
  const auto settings = is_builder ? std::nullopt : project::read_settings(fs::current_path());
  const ImageWish wish = read_image_wish(arguments, settings.value_or(project::Settings()).image);
  if (wish.output == "-" && ::isatty(STDOUT_FILENO) == 1) {
    throw UsageError(
        "an archive would be written to the terminal; send it to a program, such as `docker load`, or "
        "name a file");
  }
  check_push(wish, arguments);
  const RegistryWish registries = read_registry_wish(arguments);
  note_interruptions();
  if (is_builder) {
    make_image(
        arguments, wish, registries,
        [&](const image::BlobCache& cache, const BaseFetcher& fetch_base) {
          return build_builder_image(wish, cache, fetch_base);
        },
        "slipway-builder-" SLIPWAY_VERSION ".oci.tar");
    return 0;
  }
  const ReleaseSummary release = assemble_release(arguments, frees_output(wish));
  make_image(
      arguments, wish, registries,
      [&](const image::BlobCache& cache, const BaseFetcher& fetch_base) {
        return build_image(release, wish, cache, fetch_base);
      },
      default_archive(release));
  return 0;
}

}  // namespace

Command image_command() {
  return {.name = "image",
          .summary = "Pack a release into a container image, without a daemon",
          .details = kDetails,
          .positional =
              PositionalSpec{"NAME", "which release of mix.exs (default: the only one, or :default_release)"},
          .options = image_options(),
          .run = run};
}

}  // namespace slipway::cli

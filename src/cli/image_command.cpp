#include "cli/image_command.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/error.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "cli/assemble_releases.hpp"
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

/// Writes the image; returns what is said of the place.
fs::path write_output(const BuiltImage& built, const ImageWish& wish, const ReleaseSummary& release) {
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
  fs::path file = wish.output.empty() ? default_archive(release) : fs::path(wish.output);
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

int run(const Arguments& arguments) {
  const ImageWish wish = read_image_wish(
      arguments, project::read_settings(fs::current_path()).value_or(project::Settings()).image);
  const bool frees_output = wish.json || wish.output == "-";
  if (wish.output == "-" && ::isatty(STDOUT_FILENO) == 1) {
    throw UsageError(
        "an archive would be written to the terminal; send it to a program, such as `docker load`, or "
        "name a file");
  }
  check_push(wish, arguments);
  const RegistryWish registries = read_registry_wish(arguments);
  note_interruptions();
  ReleaseReport release_report(ReleaseReport::Form::kQuiet);
  const std::vector<ReleaseSummary> releases = assemble_releases({.mix_arguments = mix_arguments(arguments),
                                                                  .force = false,
                                                                  .use_cache = !arguments.has("--no-cache"),
                                                                  .frees_output = frees_output},
                                                                 release_report);
  if (releases.size() != 1) {
    throw Error(concat({"the alias for `release` in mix.exs made ", std::to_string(releases.size()),
                        " releases, and an image holds one"}));
  }
  ImageReport report(wish);
  const image::BlobCache cache = open_blob_cache(!arguments.has("--no-cache"));
  std::FILE* const stream = wish.quiet ? nullptr : frees_output ? stderr : stdout;
  const OpenedStore opened = open_image_store(!arguments.has("--no-cache"));
  const BuiltImage built =
      build_image(releases.front(), wish, cache,
                  base_fetcher(registries, opened.store, fs::current_path(), wish.update_base, stream));
  for (const std::string& warning : built.warnings) report.warn(warning);
  const fs::path place = write_output(built, wish, releases.front());
  Json pushed = nullptr;
  if (wish.push) {
    pushed = push_image(registries, registry::content_of(built.image.image),
                        {.names = built.image.names,
                         .base = built.base_reference,
                         .digest_file = arguments.value("--digest-file").value_or(""),
                         .use_cache = !arguments.has("--no-cache"),
                         .stream = stream});
  }
  report.tell_result(built, place, pushed);
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

#include "cli/builder_image.hpp"

#include <array>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/source_control.hpp"
#include "image/image_configuration.hpp"
#include "image/placement.hpp"
#include "image/system_layer.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "slipway-builder";
constexpr std::string_view kPlace = "usr/local/bin/slipway";
/// Who is expected to read what is brought along; any will do.
constexpr std::string_view kAnyUser = "65532:65532";
constexpr std::array<std::string_view, 9> kOfReleases = {"--user",        "--port",  "--shell",
                                                         "--healthcheck", "--debug", "--path",
                                                         "--no-compile",  "--env",   "--include"};

/// libcurl is opened by name (registry/curl_transport.hpp), so that no program says that it needs it.
std::vector<std::string> missing_curl(const image::RootView& machine, const image::RootView& base) {
  constexpr std::array<std::string_view, 5> kFolders = {
      "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"};
  std::vector<std::string> here;
  for (const std::string_view folder : kFolders) {
    for (const std::string_view library : {"/libcurl.so.4", "/libcurl-gnutls.so.4"}) {
      const std::string path = concat({folder, library});
      if (base.resolve(path)) return {};
      if (here.empty() && machine.resolve(path)) here.push_back(path);
    }
  }
  return here;
}

/// Libraries that are opened by name, and the certificates that registries are trusted by: slim bases have
/// none.
std::vector<std::string> missing_files(const image::RootView& machine, const image::RootView& base) {
  std::vector<std::string> missing = missing_curl(machine, base);
  const std::string certificates = "/etc/ssl/certs/ca-certificates.crt";
  if (!base.resolve(certificates) && machine.resolve(certificates)) missing.push_back(certificates);
  return missing;
}

bool has_mix(const image::RootView& base) {
  return base.resolve("/usr/local/bin/mix") || base.resolve("/usr/bin/mix");
}

}  // namespace

void check_builder_options(const Arguments& arguments) {
  if (arguments.positional()) {
    throw UsageError(concat({"--builder makes an image of Slipway itself, and not of the release ",
                             *arguments.positional(), "; leave one of the two out"}));
  }
  for (const std::string_view option : kOfReleases) {
    if (arguments.has(option) || !arguments.values(option).empty())
      throw UsageError(concat({option, " belongs to the image of a release, and not to --builder"}));
  }
  if (arguments.value("--base").value_or("scratch") == "scratch") {
    throw UsageError(
        "--builder needs an image with Elixir as its base, such as --base elixir:1.18-otp-27-slim");
  }
}

BuiltImage build_builder_image(const ImageWish& wish, const image::BlobCache& cache,
                               const BaseFetcher& fetch_base) {
  const fs::path program = fs::read_symlink("/proc/self/exe");
  image::ReleaseLayers parts;
  parts.application.add_file(std::string(kPlace), 0755, program);
  BuiltImage built;
  open_base_of(built, wish, platform_of(image::programs_of(parts)), cache, fetch_base);
  const image::RootView& base = *built.base->root;
  const image::FolderRoot machine("/");
  image::SystemLayer content =
      image::system_layer(parts, missing_files(machine, base), std::string(kAnyUser), machine, &base);
  content.files.add_file(std::string(kPlace), 0755, program);
  built.warnings = content.warnings;
  if (!has_mix(base)) {
    built.warnings.push_back(concat(
        {"the base ", wish.settings.base, " has no mix in /usr/local/bin or /usr/bin; builds need Elixir"}));
  }
  const image::FileTree placed = image::Placement(base).place(content.files);
  built.layers.push_back(image::make_layer("slipway", placed, {}, compression_of(wish.settings), cache));
  built.files.push_back(placed.entries().size());
  const std::optional<std::int64_t> epoch = source_date_epoch();
  built.created_from = epoch ? "SOURCE_DATE_EPOCH" : "a fixed time";
  oci::Annotations labels = {{"org.opencontainers.image.title", std::string(kName)},
                             {"org.opencontainers.image.version", SLIPWAY_VERSION}};
  for (const auto& [name, value] : wish.settings.labels) labels[name] = value;
  built.image.image = image::image_upon(built.base->config, built.base->layers, built.layers,
                                        utc_time(epoch.value_or(image::kFixedTime)), labels);
  built.image.names = wish.names;
  if (built.image.names.empty())
    built.image.names.push_back(oci::Reference::parse(concat({kName, ":" SLIPWAY_VERSION})));
  built.notes.push_back(concat({"in a project: docker run --rm -v \"$PWD:/project\" -w /project ",
                                built.image.names.front().familiar(), " slipway build"}));
  return built;
}

}  // namespace slipway::cli

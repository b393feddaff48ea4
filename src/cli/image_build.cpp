#include "cli/image_build.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/source_control.hpp"
#include "image/elf.hpp"
#include "image/image_configuration.hpp"
#include "image/release_layers.hpp"
#include "image/system_layer.hpp"
#include "support/cache.hpp"
#include "support/parallel.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

image::Origin origin_named(const std::string& name) {
  if (name == "otp") return image::Origin::kOtp;
  if (name == "elixir") return image::Origin::kElixir;
  if (name == "dependency") return image::Origin::kDependency;
  return image::Origin::kProject;
}

image::ReleaseTree tree_of(const ReleaseSummary& release) {
  image::ReleaseTree tree{.folder = release.path, .version = release.version, .applications = {}};
  for (const ReleaseSummary::Application& application : release.applications) {
    tree.applications[application.name + "-" + application.version] = origin_named(application.origin);
  }
  return tree;
}

void check_release(const ReleaseSummary& release) {
  if (!release.includes_unix) {
    throw Error("the release " + release.name +
                " has no launcher for Unix, so nothing could start it in a container; add :unix to "
                ":include_executables_for in mix.exs");
  }
  if (!release.includes_erts) {
    throw Error(
        "the release " + release.name +
        " has no Erlang runtime system, and the base \"scratch\" has none either; remove `include_erts: "
        "false` from it in mix.exs");
  }
}

std::string architecture_of(std::uint16_t machine) {
  if (machine == image::kElfX86_64) return "amd64";
  if (machine == image::kElfAarch64) return "arm64";
  throw Error("the Erlang runtime system is for machine " + std::to_string(machine) +
              " (e_machine); images are made for x86-64 and AArch64");
}

/// Whether config/runtime.exs of the release asks for PHX_SERVER, as those that Phoenix generates do.
bool reads_phx_server(const ReleaseSummary& release) {
  const fs::path folder = release.path / "releases" / release.version;
  return read_file_if_exists((folder / "runtime.exs").string()).value_or("").find("PHX_SERVER") !=
         std::string::npos;
}

oci::Annotations labels_of(const ReleaseSummary& release, const std::optional<Commit>& commit,
                           const project::ImageSettings& settings) {
  constexpr std::string_view kPrefix = "org.opencontainers.image.";
  oci::Annotations labels;
  const auto set = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) labels[concat({kPrefix, name})] = value;
  };
  set("title", release.name);
  set("version", release.version);
  set("description", release.description);
  set("url", release.homepage_url);
  if (commit) {
    set("source", commit->url);
    set("revision", commit->revision);
  }
  set("source", release.source_url);
  for (const auto& [name, value] : settings.labels) labels[name] = value;
  return labels;
}

std::optional<oci::HealthCheck> health_check_of(const project::ImageSettings& settings) {
  if (!settings.healthcheck) return std::nullopt;
  oci::HealthCheck check;
  check.interval = settings.healthcheck->interval * kNanosecondsPerSecond;
  check.timeout = settings.healthcheck->timeout * kNanosecondsPerSecond;
  check.start_period = settings.healthcheck->start_period * kNanosecondsPerSecond;
  check.retries = settings.healthcheck->retries;
  return check;
}

/// A layer's files, and how they become one.
struct LayerPlan {
  std::string title;
  const image::FileTree* files = nullptr;
  image::LayerTimes times = {};
};

std::vector<image::Layer> make_layers(const std::vector<LayerPlan>& plans, image::Compression compression,
                                      const image::BlobCache& cache) {
  std::vector<image::Layer> layers(plans.size());
  parallel_for(plans.size(), [&](std::size_t index) {
    const LayerPlan& plan = plans[index];
    layers[index] = image::make_layer(plan.title, *plan.files, plan.times, compression, cache);
  });
  return layers;
}

}  // namespace

image::BlobCache open_blob_cache(bool use_cache) {
  if (const std::optional<Cache> cache = use_cache ? Cache::open() : std::nullopt)
    return image::BlobCache(cache->folder() / "image");
  std::string pattern = (fs::temp_directory_path() / "slipway-image-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw SystemError(errno, "create " + pattern);
  return image::BlobCache(pattern, true);
}

BuiltImage build_image(const ReleaseSummary& release, const ImageWish& wish, const image::BlobCache& cache) {
  check_release(release);
  const project::ImageSettings& settings = wish.settings;
  if (settings.base != "scratch") {
    throw Error("the base \"" + settings.base + "\" can't be used yet; this version knows \"scratch\"");
  }
  image::ReleaseLayers parts = image::layers_of_release(tree_of(release), settings.destination.substr(1));
  const image::FolderRoot machine("/");
  image::SystemLayer system = image::system_layer(parts, settings.include, settings.user, machine);

  // Who unpacks a layer would else make the folders on the way as he likes.
  for (image::FileTree* tree :
       {&system.files, &parts.erts, &parts.elixir, &parts.dependencies, &parts.application}) {
    tree->add_parents();
  }

  BuiltImage built;
  built.warnings = system.warnings;
  const std::optional<Commit> commit = last_commit(fs::current_path());
  const std::optional<std::int64_t> epoch = source_date_epoch();
  built.created_from = epoch ? "SOURCE_DATE_EPOCH" : commit ? "the time of the commit" : "a fixed time";
  const std::int64_t created = epoch.value_or(commit ? commit->time : image::kFixedTime);
  const image::LayerTimes fixed;
  const image::LayerTimes own =
      epoch ? image::LayerTimes{.kind = image::LayerTimes::Kind::kFixed, .fixed = *epoch}
            : image::LayerTimes{.kind = image::LayerTimes::Kind::kOfContent, .fixed = image::kFixedTime};
  std::vector<LayerPlan> plans = {{"system", &system.files, fixed},
                                  {"ERTS and OTP", &parts.erts, fixed},
                                  {"Elixir", &parts.elixir, fixed},
                                  {"dependencies", &parts.dependencies, fixed},
                                  {release.name, &parts.application, own}};
  std::erase_if(plans, [](const LayerPlan& plan) { return plan.files->entries().empty(); });
  const image::Compression compression = settings.compression == project::ImageCompression::kZstd
                                             ? image::Compression::kZstd
                                             : image::Compression::kGzip;
  built.layers = make_layers(plans, compression, cache);
  for (const LayerPlan& plan : plans) built.files.push_back(plan.files->entries().size());

  image::Configuration configuration{.name = release.name,
                                     .destination = settings.destination,
                                     .user = settings.user,
                                     .environment = settings.environment,
                                     .ports = settings.ports,
                                     .labels = labels_of(release, commit, settings),
                                     .stop_signal = settings.stop_signal,
                                     .health_check = health_check_of(settings),
                                     .created = utc_time(created),
                                     .starts_phoenix_server = reads_phx_server(release),
                                     .brings_certificates = system.has_certificates};
  oci::ImageConfig base;
  base.platform.architecture = architecture_of(system.machine);
  built.image.image = image::image_of(configuration, built.layers, base);
  built.image.names = wish.names;
  if (built.image.names.empty()) {
    built.image.names.push_back(oci::Reference::parse(release.name + ":" + oci::as_tag(release.version)));
  }
  return built;
}

}  // namespace slipway::cli

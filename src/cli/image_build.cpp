#include "cli/image_build.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/image_notes.hpp"
#include "cli/source_control.hpp"
#include "erl/launch_plan.hpp"
#include "image/elf.hpp"
#include "image/image_configuration.hpp"
#include "image/placement.hpp"
#include "image/release_layers.hpp"
#include "image/shell_needs.hpp"
#include "image/system_layer.hpp"
#include "support/cache.hpp"
#include "support/parallel.hpp"
#include "support/staging.hpp"
#include "support/temporary_folder.hpp"

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
  image::ReleaseTree tree{
      .name = release.name, .folder = release.path, .version = release.version, .applications = {}};
  for (const ReleaseSummary::Application& application : release.applications) {
    tree.applications[application.name + "-" + application.version] = origin_named(application.origin);
  }
  return tree;
}

void check_release(const ReleaseSummary& release, bool on_scratch) {
  if (!release.includes_unix) {
    throw Error("the release " + release.name +
                " has no launcher for Unix, so nothing could start it in a container; add :unix to "
                ":include_executables_for in mix.exs");
  }
  if (!release.includes_erts && on_scratch) {
    throw Error(
        "the release " + release.name +
        " has no Erlang runtime system, and the base \"scratch\" has none either; remove `include_erts: "
        "false` from it in mix.exs");
  }
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

erl::LaunchPlan plan_of(const ReleaseSummary& release) {
  const fs::path path = release.path / "releases" / release.version / "launch.term";
  return erl::read_launch_plan(read_file(path.string()), path.string());
}

bool wants_shell(project::ImageShell wish, const image::ShellNeeds& needs) {
  return wish == project::ImageShell::kSh || (wish == project::ImageShell::kAuto && !needs.reasons.empty());
}

/// Busybox, and why; or that there is none although something needs it.
void add_shell(const ImageWish& wish, const image::ShellNeeds& needs, image::SystemLayer& system,
               BuiltImage& built) {
  const project::ImageShell shell = wish.settings.shell;
  if (wish.debug || wants_shell(shell, needs)) {
    built.shell_reasons = needs.reasons;
    if (shell == project::ImageShell::kSh) built.shell_reasons.emplace_back("[image] shell asks for it");
    if (wish.debug) built.shell_reasons.emplace_back("--debug asks for it");
    // Whether the image can do without is judged by the reasons, so they stand in front of what is wrong.
    const image::FileTree files = with_context(join(built.shell_reasons, "; "),
                                               [&] { return image::busybox_files(needs.words, wish.debug); });
    for (const auto& [path, entry] : files.entries()) system.files.add(path, entry);
    return;
  }
  for (const std::string& reason : needs.reasons) {
    built.warnings.push_back("there is no shell in the image (shell = \"none\"), and " + reason);
  }
}

/// A layer's files, and how they become one.
struct LayerPlan {
  std::string title;
  image::FileTree files;
  image::LayerTimes times = {};
};

std::vector<image::Layer> make_layers(const std::vector<LayerPlan>& plans, image::Compression compression,
                                      const image::BlobCache& cache) {
  std::vector<image::Layer> layers(plans.size());
  parallel_for(plans.size(), [&](std::size_t index) {
    const LayerPlan& plan = plans[index];
    layers[index] = image::make_layer(plan.title, plan.files, plan.times, compression, cache);
  });
  return layers;
}

/// All files of an image but for those of its base.
struct Content {
  image::ReleaseLayers release;
  image::SystemLayer system;
};

/// What the release needs beside itself comes from this machine; `built` is told about it.
Content gather(const ReleaseSummary& release, const ImageWish& wish, const image::ReleaseTree& tree,
               image::ReleaseLayers parts, BuiltImage& built) {
  const bool on_scratch = wish.settings.base == "scratch";
  const image::RootView* base = on_scratch ? nullptr : built.base->root.get();
  const erl::LaunchPlan plan = plan_of(release);
  built.notes = notes_on_image(release, plan, wish.settings);
  const image::ShellNeeds needs = image::find_shell_needs(tree, plan);
  const bool has_shell = base != nullptr && base->resolve("/bin/sh");
  std::vector<std::string> included = wish.settings.include;
  if (wants_shell(wish.settings.shell, needs) && !has_shell) {
    included.insert(included.end(), needs.programs.begin(), needs.programs.end());
  }
  const image::FolderRoot machine("/");
  Content content{.release = std::move(parts), .system = {}};
  content.system = image::system_layer(content.release, included, wish.settings.user, machine, base);
  built.warnings = content.system.warnings;
  built.warnings.insert(built.warnings.end(), needs.warnings.begin(), needs.warnings.end());
  // Behind the libraries: what becomes native is no program of its own any more.
  const std::string destination = wish.settings.destination.substr(1);
  const image::FileTree native = image::native_programs(tree, plan, needs.native, destination);
  for (const auto& [path, entry] : native.entries()) content.release.application.replace(path, entry);
  if (!has_shell) add_shell(wish, needs, content.system, built);
  return content;
}

/// Those that hold anything, with their paths as they are upon the base.
std::vector<LayerPlan> plan_layers(const Content& content, const std::string& name,
                                   const image::RootView& base, std::optional<std::int64_t> epoch) {
  using Kind = image::LayerTimes::Kind;
  const image::LayerTimes fixed;
  const image::LayerTimes own = {.kind = epoch ? Kind::kFixed : Kind::kOfContent,
                                 .fixed = epoch.value_or(image::kFixedTime)};
  image::Placement placement(base);
  std::vector<LayerPlan> plans;
  const auto add = [&](const std::string& title, const image::FileTree& files,
                       const image::LayerTimes& times) {
    image::FileTree placed = placement.place(files);
    if (!placed.entries().empty()) plans.push_back({title, std::move(placed), times});
  };
  add("system", content.system.files, fixed);
  add("ERTS and OTP", content.release.erts, fixed);
  add("Elixir", content.release.elixir, fixed);
  add("launcher", content.release.launcher, fixed);
  add("dependencies", content.release.dependencies, fixed);
  add(name, content.release.application, own);
  return plans;
}

std::vector<oci::Reference> names_of(const ReleaseSummary& release, const ImageWish& wish) {
  std::vector<oci::Reference> names = wish.names;
  if (names.empty())
    names.push_back(oci::Reference::parse(release.name + ":" + oci::as_tag(release.version)));
  if (!wish.debug) return names;
  for (oci::Reference& name : names) name.tag = name.tag_or_latest() + "-debug";
  return names;
}

}  // namespace

oci::Platform platform_of(const std::vector<image::NeedingFile>& programs) {
  oci::Platform platform;
  if (programs.empty()) return platform;
  const std::string file = programs.front().file.string();
  const image::ElfFile elf = image::read_elf(read_file(file), file);
  if (elf.machine == image::kElfAarch64) {
    platform.architecture = "arm64";
  } else if (elf.machine != image::kElfX86_64 || !elf.is_64_bit) {
    throw Error(file + " is for " + machine_name(elf) + "; images are made for x86-64 and AArch64");
  }
  return platform;
}

void open_base_of(BuiltImage& built, const ImageWish& wish, const oci::Platform& platform,
                  const image::BlobCache& cache, const BaseFetcher& fetch_base) {
  const std::string& base = wish.settings.base;
  built.base_reference = image::registry_base(base, fs::current_path());
  std::string place = base;
  if (built.base_reference) {
    place = "oci:" + with_context("base " + base,
                                  [&] { return fetch_base(*built.base_reference, platform).string(); });
  }
  built.base = image::open_base(
      place, {.folder = fs::current_path(), .platform = platform, .scratch = temporary_folder()}, cache);
  built.base->name = base;
}

image::Compression compression_of(const project::ImageSettings& settings) {
  return settings.compression == project::ImageCompression::kZstd ? image::Compression::kZstd
                                                                  : image::Compression::kGzip;
}

image::BlobCache open_blob_cache(bool use_cache) {
  if (const std::optional<Cache> cache = use_cache ? Cache::open() : std::nullopt)
    return image::BlobCache(cache->folder() / "image");
  return image::BlobCache(
      std::make_unique<Staging>(temporary_folder() / "slipway-image", Staging::Form::kFolder));
}

BuiltImage build_image(const ReleaseSummary& release, const ImageWish& wish, const image::BlobCache& cache,
                       const BaseFetcher& fetch_base) {
  const project::ImageSettings& settings = wish.settings;
  check_release(release, settings.base == "scratch");
  const image::ReleaseTree tree = tree_of(release);
  image::ReleaseLayers parts = image::layers_of_release(tree, settings.destination.substr(1));
  BuiltImage built;
  open_base_of(built, wish, platform_of(image::programs_of(parts)), cache, fetch_base);
  const Content content = gather(release, wish, tree, std::move(parts), built);
  const std::optional<Commit> commit = last_commit(fs::current_path());
  const std::optional<std::int64_t> epoch = source_date_epoch();
  built.created_from = epoch ? "SOURCE_DATE_EPOCH" : commit ? "the time of the commit" : "a fixed time";
  const std::vector<LayerPlan> plans = plan_layers(content, release.name, *built.base->root, epoch);
  built.layers = make_layers(plans, compression_of(settings), cache);
  for (const LayerPlan& plan : plans) built.files.push_back(plan.files.entries().size());
  const std::int64_t created = epoch.value_or(commit ? commit->time : image::kFixedTime);
  const image::Configuration configuration{.name = release.name,
                                           .destination = settings.destination,
                                           .user = settings.user,
                                           .environment = settings.environment,
                                           .ports = settings.ports,
                                           .labels = labels_of(release, commit, settings),
                                           .stop_signal = settings.stop_signal,
                                           .health_check = health_check_of(settings),
                                           .created = utc_time(created),
                                           .starts_phoenix_server = reads_phx_server(release),
                                           .brings_certificates = content.system.has_certificates};
  built.image.image = image::image_of(configuration, built.layers, built.base->config, built.base->layers);
  built.image.names = names_of(release, wish);
  return built;
}

}  // namespace slipway::cli

#include "release/release_plan.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "release/application_finder.hpp"
#include "release/boot_script.hpp"
#include "release/launch_commands.hpp"
#include "release/release_resource.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

constexpr project::ElixirVersion kElixir1_15_4{1, 15, 4};
constexpr project::ElixirVersion kElixir1_16{1, 16, 0};

std::string decide_version(const ReleaseOptions& options, const ApplicationFinder& find) {
  if (const auto* version = std::get_if<std::string>(&options.version)) return *version;
  const std::string& application = std::get<VersionFromApplication>(options.version).application;
  const std::optional<FoundApplication> found = find(application);
  if (!found) {
    throw Error("the version is to come from the application " + application + ", which does not exist");
  }
  return found->resource.version;
}

// The chunks and their order are Elixir's choice (Mix.Release.strip_beam/2): a fixed list at first, and what
// beam_lib calls significant since 1.15.4.
std::vector<std::string> decide_kept_chunks(const project::MixFacts& facts, const ReleaseOptions& options) {
  std::vector<std::string> chunks = {"Atom", "AtU8", "Attr", "Code", "StrT",
                                     "ImpT", "ExpT", "FunT", "LitT", "Line"};
  if (facts.elixir >= kElixir1_15_4 && !facts.significant_chunks.empty()) {
    chunks = {"Attr"};
    chunks.insert(chunks.end(), facts.significant_chunks.begin(), facts.significant_chunks.end());
  }
  for (const std::string& extra : options.kept_chunks) {
    if (std::find(chunks.begin(), chunks.end(), extra) == chunks.end()) chunks.push_back(extra);
  }
  return chunks;
}

struct RuntimeFile {
  std::optional<fs::path> path;
  bool reboots = false;
};

// Mix.Tasks.Release.maybe_add_config_reader_provider/3.
RuntimeFile decide_runtime_file(const project::MixFacts& facts, const ReleaseOptions& options,
                                std::vector<std::string>& notices) {
  using Source = RuntimeConfiguration::Source;
  const RuntimeConfiguration& wanted = options.runtime_configuration;
  if (wanted.source == Source::kNone) return {};
  if (wanted.source == Source::kFile) {
    if (!fs::exists(wanted.path))
      throw Error("runtime_config_path: " + wanted.path.string() + " does not exist");
    return {.path = wanted.path, .reboots = false};
  }
  const fs::path current = facts.config_path.parent_path() / "runtime.exs";
  const fs::path older = facts.config_path.parent_path() / "releases.exs";
  if (fs::exists(current)) {
    if (fs::exists(older))
      notices.push_back(older.string() + " is not used: " + current.string() + " takes its place");
    return {.path = current, .reboots = false};
  }
  if (fs::exists(older)) {
    notices.push_back(older.string() + " is deprecated: rename it to " + current.string());
    return {.path = older, .reboots = true};
  }
  return {};
}

std::vector<PlannedBootScript> make_boot_scripts(const project::MixFacts& facts, const ReleasePlan& plan) {
  const ReleaseIdentity identity{plan.options.name, plan.version, plan.erts_version};
  const fs::path template_path = facts.otp_root / "bin" / "start_clean.boot";
  const OtpBootTemplate otp = read_boot_template(read_file(template_path), template_path.string());
  BootScriptOptions options;
  options.boots_config_providers = plan.runs_config_providers();
  if (plan.consolidation_path) {
    options.first_paths = {"$RELEASE_LIB/../releases/" + plan.version + "/consolidated"};
  }
  std::vector<PlannedBootScript> scripts;
  const auto add = [&](std::string name, const BootList& boot) {
    check_boot_list(boot, plan.selection, plan.options.skip_mode_validation_for);
    const ReleaseDefinition definition = define_release(identity, boot, plan.selection);
    scripts.push_back({std::move(name), boot, make_boot_script(definition, otp, options)});
  };
  add("start", plan.selection.start);
  add("start_clean", plan.selection.start_clean);
  return scripts;
}

}  // namespace

ReleasePlan plan_release(const project::MixFacts& facts, ReleaseOptions options) {
  const ApplicationFinder find = make_application_finder({.otp_lib = facts.otp_lib_dir,
                                                          .dependencies = facts.deps_apps,
                                                          .code_path = facts.code_path,
                                                          .elixir_lib = facts.elixir_lib_dir});
  ReleasePlan plan;
  plan.options = std::move(options);
  plan.version = decide_version(plan.options, find);
  plan.version_folder = "releases/" + plan.version;
  plan.erts_version = facts.erts_version;
  plan.erts_source = facts.otp_root / ("erts-" + facts.erts_version);
  plan.otp_release = facts.otp_release;
  plan.mix_env = facts.mix_env;
  plan.mix_target = facts.mix_target;
  plan.selection = select_applications(
      {.applications = plan.options.applications, .project_application = facts.app, .elixir = facts.elixir},
      find);
  plan.kept_chunks = decide_kept_chunks(facts, plan.options);
  plan.copied_folders = {"priv"};
  if (facts.elixir >= kElixir1_16) plan.copied_folders.emplace_back("include");
  plan.consolidation_path = facts.consolidation_path;
  plan.elixir_bin = facts.elixir_lib_dir.parent_path() / "bin";
  const RuntimeFile runtime = decide_runtime_file(facts, plan.options, plan.notices);
  plan.runtime_config = runtime.path;
  plan.reboots_after_config =
      plan.runs_config_providers() && plan.options.reboot_system_after_config.value_or(runtime.reboots);
  plan.boot_scripts = make_boot_scripts(facts, plan);
  const ReleaseIdentity identity{plan.options.name, plan.version, plan.erts_version};
  plan.resource = make_release_resource(define_release(identity, plan.selection.start, plan.selection));
  plan.launch = make_launch_plan(identity, facts.elixir, plan.reboots_after_config);
  return plan;
}

}  // namespace slipway::release

#include "release/release_plan.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "release/boot_script.hpp"
#include "release/launch_commands.hpp"
#include "release/release_resource.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

constexpr project::ElixirVersion kElixir1_15{1, 15, 0};
constexpr project::ElixirVersion kElixir1_15_4{1, 15, 4};
constexpr project::ElixirVersion kElixir1_16{1, 16, 0};

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

ReleaseIdentity identity_of(const MixRelease& release) {
  return {release.name, release.version, release.erts.version};
}

// Mix.Tasks.Release.copy/2 does without what an installation lacks: bin/NAME needs neither of the two.
std::vector<std::string> find_elixir_scripts(const fs::path& bin, const std::string& version_folder,
                                             std::vector<std::string>& notices) {
  std::vector<std::string> found;
  for (const char* name : {"elixir", "iex"}) {
    if (fs::is_regular_file(bin / name)) {
      found.emplace_back(name);
    } else {
      notices.push_back(version_folder + "/" + name + " is left out: there is no " + (bin / name).string());
    }
  }
  return found;
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

// What the first modules of the VM are differs between OTP releases, so it is taken from the OTP of the
// release's ERTS.
fs::path find_boot_template(const project::MixFacts& facts, const MixRelease& release) {
  const fs::path own = release.erts.libraries.parent_path() / "bin" / "start_clean.boot";
  return fs::exists(own) ? own : facts.otp_root / "bin" / "start_clean.boot";
}

std::vector<PlannedBootScript> make_boot_scripts(const project::MixFacts& facts, const ReleasePlan& plan) {
  const MixRelease& release = plan.release;
  const fs::path template_path = find_boot_template(facts, release);
  const OtpBootTemplate otp = read_boot_template(read_file(template_path), template_path.string());
  BootScriptOptions options;
  options.boots_config_providers = plan.runs_config_providers();
  if (plan.consolidation_path) {
    options.first_paths = {"$RELEASE_LIB/../releases/" + release.version + "/consolidated"};
  }
  std::vector<PlannedBootScript> scripts;
  for (const NamedBootList& boot : release.boot_scripts) {
    with_context("the boot script " + boot.name, [&] {
      check_boot_list(boot.applications, release.applications, plan.options.skip_mode_validation_for);
      const ReleaseDefinition definition =
          define_release(identity_of(release), boot.applications, release.applications);
      scripts.push_back({boot.name, make_boot_script(definition, otp, options)});
    });
  }
  return scripts;
}

std::optional<erl::Term> make_resource(const MixRelease& release) {
  for (const NamedBootList& boot : release.boot_scripts) {
    if (boot.name != "start") continue;
    return make_release_resource(
        define_release(identity_of(release), boot.applications, release.applications));
  }
  return std::nullopt;
}

}  // namespace

ReleasePlan plan_release(const project::MixFacts& facts, MixRelease release,
                         const project::Settings& settings) {
  ReleasePlan plan;
  plan.release = std::move(release);
  plan.options = read_release_options(plan.release.options);
  plan.otp_release = facts.otp_release;
  plan.mix_env = facts.mix_env;
  plan.mix_target = facts.mix_target;
  plan.kept_chunks = decide_kept_chunks(facts, plan.options);
  plan.copied_folders = {"priv"};
  if (facts.elixir >= kElixir1_16) plan.copied_folders.emplace_back("include");
  plan.consolidation_path = facts.consolidation_path;
  plan.elixir_bin = facts.elixir_lib_dir.parent_path() / "bin";
  if (plan.options.includes_unix) {
    plan.elixir_scripts = find_elixir_scripts(plan.elixir_bin, plan.release.version_folder(), plan.notices);
  }
  const RuntimeFile runtime = decide_runtime_file(facts, plan.options, plan.notices);
  plan.runtime_config = runtime.path;
  plan.reboots_after_config =
      plan.runs_config_providers() && plan.options.reboot_system_after_config.value_or(runtime.reboots);
  plan.keeps_own_provider = facts.elixir >= kElixir1_15;
  plan.boot_scripts = make_boot_scripts(facts, plan);
  plan.resource = make_resource(plan.release);
  plan.launch = make_launch_plan(identity_of(plan.release), facts.elixir, plan.reboots_after_config);
  plan.launch.includes_erts = plan.release.erts.folder.has_value();
  plan.launch.node = settings.node;
  plan.launch.environment = settings.environment;
  plan.launch.hooks = settings.hooks;
  plan.launch.own_commands = settings.own_commands;
  plan.launch.health_ready = settings.health_ready;
  return plan;
}

}  // namespace slipway::release

#include "release/release_plan.hpp"

#include <algorithm>
#include <span>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "erl/boot_profile.hpp"
#include "release/boot_script.hpp"
#include "release/early_modules.hpp"
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

OtpBootTemplate read_otp_template(const project::MixFacts& facts, const MixRelease& release) {
  const fs::path path = find_boot_template(facts, release);
  return read_boot_template(read_file(path), path.string());
}

BootScriptOptions boot_script_options(const ReleasePlan& plan) {
  BootScriptOptions options;
  options.boots_config_providers = plan.runs_config_providers();
  if (plan.consolidation_path) {
    options.first_paths = {"$RELEASE_LIB/../releases/" + plan.release.version + "/consolidated"};
  }
  return options;
}

std::vector<PlannedBootScript> make_boot_scripts(const ReleasePlan& plan, const OtpBootTemplate& otp,
                                                 const BootScriptOptions& options) {
  const MixRelease& release = plan.release;
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

// Beside Mix's own `start`, which stays as it is for embedded mode.
constexpr const char* kProfiledBoot = "start_profile";
constexpr std::size_t kGoneModulesShown = 5;

// The project itself; of an umbrella, all that was not fetched: its applications and those in a folder
// beside.
bool is_projects_own(const SelectedApplication& application, const project::MixFacts& facts) {
  if (!facts.umbrella) return application.name == facts.app;
  if (application.is_otp) return false;
  if (application.folder.lexically_normal().parent_path() == facts.elixir_lib_dir.lexically_normal())
    return false;
  return std::find(facts.fetched_apps.begin(), facts.fetched_apps.end(), application.name) ==
         facts.fetched_apps.end();
}

std::string notice_of_gone_modules(const std::vector<std::string>& gone, const std::string& profile) {
  const std::span<const std::string> shown = std::span(gone).first(std::min(gone.size(), kGoneModulesShown));
  const std::string more =
      gone.size() > shown.size() ? " and " + std::to_string(gone.size() - shown.size()) + " more" : "";
  return concat({profile, " names modules that this release does not have: ", join(shown, ", "), more,
                 "; take it anew when convenient (bin/NAME profile)"});
}

// The boot script that loads what the profile names, and its place in the launch plan. Throws Error where the
// file is missing or broken.
void add_profiled_boot(const project::MixFacts& facts, const project::Settings& settings,
                       const OtpBootTemplate& otp, BootScriptOptions options, ReleasePlan& plan) {
  const MixRelease& release = plan.release;
  const std::string& name = *settings.boot_profile;
  plan.boot_profile = fs::absolute(name);
  const std::optional<std::string> text = read_file_if_exists(*plan.boot_profile, erl::kLargestBootProfile);
  if (!text) {
    constexpr std::string_view kCure =
        ", and there is no such file; `slipway release --profile-run \"COMMAND\"` writes it, or, on a system "
        "that was started with RELEASE_MODE=interactive, `bin/";
    throw Error(
        concat({"slipway.toml: [boot] profile is ", name, kCure, release.name, " profile > ", name, "`"}));
  }
  const std::vector<std::string> profile = erl::read_boot_profile(*text, name);
  for (const NamedBootList& boot : release.boot_scripts) {
    if (boot.name == kProfiledBoot) {
      throw Error(
          concat({"the boot script ", kProfiledBoot,
                  " of this release has the name of the one that [boot] profile of slipway.toml makes; "
                  "give it another name in :steps"}));
    }
  }
  const auto start = std::find_if(release.boot_scripts.begin(), release.boot_scripts.end(),
                                  [](const NamedBootList& boot) { return boot.name == "start"; });
  if (start == release.boot_scripts.end()) {
    plan.notices.push_back(
        "[boot] profile has no effect: functions in :steps took the boot script `start` away");
    return;
  }
  std::vector<const SelectedApplication*> applications;
  for (const BootEntry& entry : start->applications) {
    if (const SelectedApplication* found = release.find(entry.application)) applications.push_back(found);
  }
  const EarlyModules early = choose_early_modules({.applications = applications,
                                                   .profile = profile,
                                                   .consolidation_path = plan.consolidation_path,
                                                   .is_own = [&](const SelectedApplication& application) {
                                                     return is_projects_own(application, facts);
                                                   }});
  if (!early.gone.empty()) plan.notices.push_back(notice_of_gone_modules(early.gone, name));
  options.early = &early;
  const ReleaseDefinition definition =
      define_release(identity_of(release), start->applications, release.applications);
  plan.boot_scripts.push_back({kProfiledBoot, make_boot_script(definition, otp, options), false});
  plan.launch.profile_boot_script = kProfiledBoot;
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
  const OtpBootTemplate otp = read_otp_template(facts, plan.release);
  const BootScriptOptions boot_options = boot_script_options(plan);
  plan.boot_scripts = make_boot_scripts(plan, otp, boot_options);
  plan.resource = make_resource(plan.release);
  plan.launch = make_launch_plan(identity_of(plan.release), facts.elixir, plan.reboots_after_config);
  plan.launch.includes_erts = plan.release.erts.folder.has_value();
  plan.launch.node = settings.node;
  plan.launch.environment = settings.environment;
  plan.launch.hooks = settings.hooks;
  plan.launch.own_commands = settings.own_commands;
  plan.launch.health_ready = settings.health_ready;
  if (settings.boot_profile) add_profiled_boot(facts, settings, otp, boot_options, plan);
  return plan;
}

}  // namespace slipway::release

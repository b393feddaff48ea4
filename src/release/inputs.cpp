#include "release/inputs.hpp"

#include "release/application_files.hpp"
#include "support/tree_writer.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;
using project::FingerprintBuilder;
using project::MixFacts;

void add_applications(const ReleasePlan& plan, FingerprintBuilder& inputs) {
  for (const SelectedApplication& application : plan.release.applications) {
    inputs.add_read(application.folder / "ebin" / (application.name + ".app"));
  }
  for (const SelectedApplication& application : copied_applications(plan)) {
    inputs.add_tree(application.folder / "ebin");
    for (const std::string& name : plan.copied_folders) inputs.add_tree(application.folder / name);
  }
  if (plan.consolidation_path) inputs.add_tree(*plan.consolidation_path);
}

// Where application_finder.cpp looks: a new application of the same name may be found first.
void add_library_folder(const fs::path& folder, FingerprintBuilder& inputs) {
  inputs.add_listed(folder);
  if (!fs::is_directory(folder)) return;
  for (const std::string& name : sorted_names(folder)) inputs.add_listed(folder / name / "ebin");
}

void add_configuration(const MixFacts& facts, const ReleasePlan& plan, FingerprintBuilder& inputs) {
  const fs::path folder = fs::absolute(facts.config_path).parent_path();
  inputs.add_read(folder / "runtime.exs");
  inputs.add_read(folder / "releases.exs");
  if (plan.runtime_config) inputs.add_read(fs::absolute(*plan.runtime_config));
  const fs::path templates = fs::absolute(plan.options.templates);
  for (const char* name : {"vm.args.eex", "remote.vm.args.eex", "env.sh.eex", "env.bat.eex"})
    inputs.add_read(templates / name);
  inputs.add_tree(templates / "overlays");
  for (const fs::path& overlay : plan.options.overlays) inputs.add_tree(fs::absolute(overlay));
}

// early_modules.cpp reads all modules, those of an Erlang that is not copied, too.
void add_boot_profile(const ReleasePlan& plan, FingerprintBuilder& inputs) {
  inputs.add_read(*plan.boot_profile);
  for (const SelectedApplication& application : plan.release.applications) {
    inputs.add_tree(application.folder / "ebin");
  }
}

}  // namespace

void add_inputs(const MixFacts& facts, const ReleasePlan& plan, FingerprintBuilder& inputs) {
  add_applications(plan, inputs);
  add_library_folder(plan.release.erts.libraries, inputs);
  add_library_folder(facts.otp_lib_dir, inputs);
  inputs.add_listed(facts.elixir_lib_dir);
  if (plan.release.erts.folder) inputs.add_tree(*plan.release.erts.folder / "bin");
  for (const fs::path& root : {plan.release.erts.libraries.parent_path(), facts.otp_root})
    inputs.add_read(root / "bin" / "start_clean.boot");
  for (const char* name : {"elixir", "iex"}) inputs.add_read(plan.elixir_bin / name);
  add_configuration(facts, plan, inputs);
  if (plan.boot_profile) add_boot_profile(plan, inputs);
}

}  // namespace slipway::release

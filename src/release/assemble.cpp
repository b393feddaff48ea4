#include "release/assemble.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/external.hpp"
#include "erl/text_writer.hpp"
#include "release/application_files.hpp"
#include "release/boot_script.hpp"
#include "release/cookie.hpp"
#include "release/default_files.hpp"
#include "support/output_folder.hpp"
#include "support/parallel.hpp"
#include "support/tree_writer.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFile = 0644;
constexpr mode_t kProgram = 0755;
constexpr mode_t kSecret = 0600;

class Assembly {
 public:
  Assembly(const ReleasePlan& plan, const Evaluation& evaluation, TreeWriter& tree)
      : plan_(plan), evaluation_(evaluation), tree_(tree) {}

  // lib/NAME-VERSION/ebin, releases/VERSION/consolidated
  void applications() {
    const std::vector<EbinFile> files = list_ebin_files(plan_);
    parallel_for(files.size(), [&](std::size_t i) { copy_ebin_file(files[i], plan_, tree_); });
    copy_application_folders(plan_, tree_);
  }

  // erts-VERSION/bin
  void erts() {
    if (!fs::is_directory(plan_.erts_source / "bin")) {
      throw Error("the Erlang runtime system is not in " + plan_.erts_source.string() +
                  "; is the Erlang installation complete?");
    }
    const std::string folder = "erts-" + plan_.erts_version + "/bin";
    for (const std::string& name : sorted_names(plan_.erts_source / "bin")) {
      if (name == "erl" || name == "erl.ini") continue;
      tree_.copy(plan_.erts_source / "bin" / name, folder + "/" + name);
    }
    tree_.write(folder + "/erl", kRelocatableErl, kProgram);
  }

  // releases/VERSION/{NAME.rel,start.script,start.boot,start_clean.script,start_clean.boot}
  void boot_scripts() {
    version_file(plan_.options.name + ".rel", erl::to_consultable_file(plan_.resource));
    const erl::AtomEncoding atoms = boot_atom_encoding(plan_.otp_release);
    for (const PlannedBootScript& script : plan_.boot_scripts) {
      version_file(script.name + ".script", erl::to_consultable_file(script.script));
      version_file(script.name + ".boot", erl::encode_external(script.script, atoms));
    }
  }

  // releases/VERSION/{sys.config,runtime.exs,vm.args,remote.vm.args,env.sh}
  void configuration() {
    version_file("sys.config", evaluation_.sys_config);
    if (plan_.runtime_config) tree_.copy(*plan_.runtime_config, plan_.version_folder + "/runtime.exs");
    version_file("vm.args", evaluation_.text_of("vm.args", kDefaultVmArgs));
    version_file("remote.vm.args", evaluation_.text_of("remote.vm.args", kDefaultVmArgs));
    version_file("env.sh", evaluation_.text_of("env.sh", kDefaultEnvSh));
  }

  // bin/NAME, releases/VERSION/{launch.term,elixir,iex}
  void programs(std::string_view launcher) {
    tree_.write("bin/" + plan_.options.name, launcher, kProgram);
    version_file("launch.term", erl::to_consultable_file(erl::to_term(plan_.launch)));
    const auto script = [this](const char* name) { return read_file(plan_.elixir_bin / name); };
    version_file("elixir", elixir_script_for_release(script("elixir"), plan_.erts_version), kProgram);
    version_file("iex", script("iex"), kProgram);
  }

  // releases/{COOKIE,start_erl.data}
  void switch_files() {
    tree_.write("releases/COOKIE", decide_cookie(plan_.options.cookie, plan_.options.path), kSecret);
    tree_.write("releases/start_erl.data", plan_.erts_version + " " + plan_.version, kFile);
  }

  // Whatever the project lays over the release: it may replace any file.
  void overlays() {
    std::vector<fs::path> folders = plan_.options.overlays;
    const fs::path standard = plan_.options.templates / "overlays";
    if (fs::is_directory(standard)) folders.insert(folders.begin(), standard);
    for (const fs::path& folder : folders) {
      with_context("overlay " + folder.string(), [&] { tree_.overlay_tree(folder, ""); });
    }
  }

 private:
  void version_file(const std::string& name, std::string_view content, mode_t mode = kFile) {
    tree_.write(plan_.version_folder + "/" + name, content, mode);
  }

  const ReleasePlan& plan_;
  const Evaluation& evaluation_;
  TreeWriter& tree_;
};

}  // namespace

void assemble(const ReleasePlan& plan, const Evaluation& evaluation, std::string_view launcher,
              const std::function<void()>& on_wait) {
  OutputFolder output(plan.options.path, plan.version, on_wait);
  TreeWriter tree(output.staging());
  Assembly assembly(plan, evaluation, tree);
  assembly.applications();
  assembly.erts();
  assembly.boot_scripts();
  assembly.configuration();
  assembly.programs(launcher);
  assembly.switch_files();
  assembly.overlays();
  // From here on nothing is written: the tree is whole.
  output.commit(tree.written());
}

}  // namespace slipway::release

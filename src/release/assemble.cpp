#include "release/assemble.hpp"

#include <sys/stat.h>

#include <functional>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/external.hpp"
#include "erl/text_writer.hpp"
#include "release/application_files.hpp"
#include "release/boot_script.hpp"
#include "release/cookie.hpp"
#include "release/default_files.hpp"
#include "support/parallel.hpp"
#include "support/tree_entries.hpp"
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

  // releases/VERSION/{NAME.rel,start.script,start.boot,start_clean.script,start_clean.boot,start_profile.boot,...}
  void boot_scripts() {
    for (const PlannedBootScript& script : plan_.boot_scripts) {
      if (script.has_text) {
        add([this, &script] {
          version_file(script.name + ".script", erl::to_consultable_file(script.script));
        });
      }
      add([this, &script] {
        version_file(script.name + ".boot",
                     erl::encode_external(script.script, boot_atom_encoding(plan_.otp_release)));
      });
    }
    if (plan_.resource) {
      add([this] { version_file(plan_.release.name + ".rel", erl::to_consultable_file(*plan_.resource)); });
    }
  }

  // bin/NAME, releases/VERSION/{env.sh,launch.term,elixir,iex}
  void programs(const Launcher& launcher) {
    if (plan_.options.includes_windows) {
      add([this] { version_file("env.bat", evaluation_.text_of("env.bat", kDefaultEnvBat)); });
    }
    if (!plan_.options.includes_unix) return;
    add([this, launcher] {
      tree_.derive(
          launcher.container, "bin/" + plan_.release.name, launcher.kind, [](mode_t) { return kProgram; },
          [&] { return std::string(launcher.content); });
    });
    add([this] {
      version_file("env.sh", evaluation_.text_of("env.sh", kDefaultEnvSh));
      version_file("launch.term", erl::to_consultable_file(erl::to_term(plan_.launch)));
      for (const std::string& name : plan_.elixir_scripts) elixir_script(name);
    });
  }

  // erts-VERSION/bin
  void erts() {
    const ErtsSource& erts = plan_.release.erts;
    if (!erts.folder) return;
    const fs::path programs = *erts.folder / "bin";
    if (!fs::is_directory(programs)) {
      throw Error("the Erlang runtime system is not in " + erts.folder->string() +
                  "; is the Erlang installation complete?");
    }
    const std::string folder = "erts-" + erts.version + "/bin";
    for (const std::string& name : sorted_names(programs)) {
      if (name == "erl" || name == "erl.ini") continue;
      add([this, source = (programs / name).native(), path = below(folder, name)] {
        tree_.copy(source, path);
      });
    }
    add([this, path = below(folder, "erl")] { tree_.write(path, kRelocatableErl, kProgram); });
  }

  // lib/NAME-VERSION, releases/VERSION/consolidated
  void applications() {
    for (CopiedFile& file : list_ebin_files(plan_)) {
      add([this, file = std::move(file)] { copy_ebin_file(file, plan_, tree_); });
    }
    for (ApplicationFile& file : make_application_folders(plan_, tree_)) {
      add([this, file = std::move(file)] { copy_application_file(file, tree_); });
    }
  }

  // releases/VERSION/{sys.config,runtime.exs,vm.args,remote.vm.args}
  void configuration() {
    version_file("sys.config", evaluation_.sys_config);
    if (plan_.runtime_config) {
      tree_.copy(*plan_.runtime_config, plan_.release.version_folder() + "/runtime.exs");
    }
    version_file("vm.args", evaluation_.text_of("vm.args", kDefaultVmArgs));
    version_file("remote.vm.args", evaluation_.text_of("remote.vm.args", kDefaultVmArgs));
  }

  // On all processors. They begin in the order in which they were added.
  void run_tasks() {
    parallel_for(tasks_.size(), [this](std::size_t i) { tasks_[i](); });
  }

  // releases/{COOKIE,start_erl.data}
  void switch_files() {
    tree_.write("releases/COOKIE", decide_cookie(plan_.options.cookie, plan_.release.path), kSecret);
    tree_.write("releases/start_erl.data", plan_.release.erts.version + " " + plan_.release.version, kFile);
  }

  // Whatever the project lays over the release: it may replace any file.
  std::vector<std::string> overlays() {
    std::vector<fs::path> folders = plan_.options.overlays;
    const fs::path standard = plan_.options.templates / "overlays";
    if (fs::is_directory(standard)) folders.insert(folders.begin(), standard);
    std::set<std::string> laid_over;
    for (const fs::path& folder : folders) {
      with_context("overlay " + folder.string(), [&] { tree_.overlay_tree(folder, ""); });
      std::vector<std::string> paths = folders_below(folder, "");
      list_leaves(folder, "", "", paths);
      laid_over.insert(paths.begin(), paths.end());
    }
    return {laid_over.begin(), laid_over.end()};
  }

 private:
  void add(std::function<void()> task) { tasks_.push_back(std::move(task)); }

  void elixir_script(const std::string& name) {
    const std::string erts = plan_.release.erts.folder ? plan_.release.erts.version : "";
    const std::string script = read_file(plan_.elixir_bin / name);
    version_file(name, name == "elixir" ? elixir_script_for_release(script, erts) : script, kProgram);
  }

  void version_file(const std::string& name, std::string_view content, mode_t mode = kFile) {
    tree_.write(plan_.release.version_folder() + "/" + name, content, mode);
  }

  const ReleasePlan& plan_;
  const Evaluation& evaluation_;
  TreeWriter& tree_;
  std::vector<std::function<void()>> tasks_;
};

std::uint64_t total_size(const TreeRecord& files) {
  std::uint64_t bytes = 0;
  for (const RecordedFile& file : files) {
    if (S_ISREG(file.written.mode)) bytes += file.written.size;
  }
  return bytes;
}

}  // namespace

bool asks_for_tls(const Evaluation& evaluation) {
  for (const char* file : {"vm.args", "remote.vm.args", "env.sh"}) {
    const std::string_view text = evaluation.text_of(file, "");
    const bool names_it = text.find("inet_tls") != text.npos || text.find("inet6_tls") != text.npos;
    if (names_it) return true;
  }
  return false;
}

Assembled assemble(const ReleasePlan& plan, const Evaluation& evaluation, const Launcher& launcher,
                   OutputFolder& output, const ReusableFiles* reusable) {
  TreeWriter tree(output.staging(), reusable, &output.earlier());
  Assembly assembly(plan, evaluation, tree);
  // What takes long stands in front.
  assembly.boot_scripts();
  assembly.programs(launcher);
  assembly.erts();
  assembly.applications();
  assembly.run_tasks();
  assembly.configuration();
  assembly.switch_files();
  Assembled result;
  result.overlays = assembly.overlays();
  tree.remove_leftovers();
  // From here on nothing is written: the tree is whole.
  result.files = tree.record();
  output.commit(tree.written());
  take_stamps(result.files, output.target());
  result.bytes = total_size(result.files);
  return result;
}

}  // namespace slipway::release

#include "image/shell_needs.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/shell_text.hpp"
#include "base/text.hpp"
#include "erl/text_writer.hpp"
#include "image/generated_scripts.hpp"
#include "image/script_words.hpp"
#include "image/shell_calls.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

/// How many modules of an application a warning names.
constexpr std::size_t kNamedModules = 3;
/// Longer first lines are no interpreter's (Linux cuts them at 256).
constexpr std::size_t kLongestInterpreter = 256;

/// "os_mon" of "os_mon-2.8".
std::string_view application_of(std::string_view folder) { return folder.substr(0, folder.rfind('-')); }

class Search {
 public:
  Search(const ReleaseTree& release, const erl::LaunchPlan& plan, const FileTree& application,
         const FileTree& dependencies)
      : release_(release), plan_(plan), trees_{&application, &dependencies} {}

  ShellNeeds run() {
    look_at_env_script();
    for (const FileTree* tree : trees_) {
      for (const auto& [path, entry] : tree->entries()) look_at_file(path, entry);
    }
    look_at_os_mon();
    look_at_heart();
    warn_of_calls();
    if (!needs_.reasons.empty()) needs_.words.insert("sh");
    return std::move(needs_);
  }

 private:
  fs::path version_file(std::string_view name) const {
    return release_.folder / "releases" / release_.version / name;
  }

  void look_at_env_script() {
    const fs::path path = version_file("env.sh");
    const std::optional<std::string> script = read_file_if_exists(path.string());
    if (!script || !has_commands(*script)) return;
    needs_.reasons.push_back(concat({"releases/", release_.version, "/env.sh holds commands"}));
    needs_.words.merge(script_words(*script));
  }

  void look_at_file(const std::string& path, const FileEntry& entry) {
    if (entry.kind != FileEntry::Kind::kFile) return;
    if (path.ends_with(".beam") && path.find("/ebin/") != std::string::npos) {
      return look_at_module(path, entry);
    }
    if ((entry.mode & S_IXUSR) == 0 || is_of_mix(path)) return;
    const std::string content = read_file(entry.source.string());
    if (!content.starts_with("#!")) return;
    const std::string name = path.substr(path.rfind('/') + 1);
    if (path == "bin/" + name) {
      if (auto program = recognise_generated_script(name, content, plan_.name)) {
        needs_.native.push_back(std::move(*program));
        return;
      }
    }
    look_at_script(path, content);
  }

  /// What the scripts of `mix release` call, and the launcher does not.
  bool is_of_mix(const std::string& path) const {
    const std::string folder = concat({"releases/", release_.version, "/"});
    return path == folder + "elixir" || path == folder + "iex";
  }

  void look_at_script(const std::string& path, std::string_view content) {
    const std::string_view line = content.substr(2, std::min(content.find('\n') - 2, kLongestInterpreter));
    const Interpreter interpreter = read_interpreter(line);
    if (interpreter.program == "/bin/sh" || interpreter.program == "/usr/bin/sh" ||
        (interpreter.by_env && interpreter.program == "sh")) {
      needs_.reasons.push_back(concat({path, " is a script of sh"}));
      needs_.words.merge(script_words(content));
      if (interpreter.by_env) needs_.words.insert("env");
      return;
    }
    needs_.warnings.push_back(concat({path, " is a script of ", interpreter.program,
                                      ", which is not in the image; put it in with [image] include, or do "
                                      "without the script"}));
  }

  void look_at_module(const std::string& path, const FileEntry& entry) {
    if (!path.starts_with("lib/")) return;
    if (!calls_shell(read_file(entry.source.string()), entry.source.string())) return;
    const std::size_t begin = std::string_view("lib/").size();
    const std::string folder = path.substr(begin, path.find('/', begin) - begin);
    std::string module = path.substr(path.rfind('/') + 1);
    module.resize(module.size() - std::string_view(".beam").size());
    if (module.starts_with("Elixir.")) module.erase(0, std::string_view("Elixir.").size());
    calls_[std::string(application_of(folder))].push_back(std::move(module));
  }

  void look_at_os_mon() {
    const bool is_there =
        std::any_of(release_.applications.begin(), release_.applications.end(),
                    [](const auto& entry) { return application_of(entry.first) == "os_mon"; });
    if (!is_there) return;
    needs_.reasons.emplace_back(
        "os_mon runs sh and df, and takes the node down some seconds after its start where they are not "
        "there");
    needs_.programs.emplace_back("/bin/df");
  }

  void look_at_heart() {
    const std::optional<std::string> text = read_file_if_exists(version_file("vm.args").string());
    if (!text) return;
    for (std::string_view rest = *text; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      line = line.substr(0, line.find('#'));
      if (!has_word(line, "-heart")) continue;
      needs_.reasons.push_back(
          concat({"releases/", release_.version, "/vm.args has -heart, which starts the node again by sh"}));
      return;
    }
  }

  void warn_of_calls() {
    for (const auto& [application, modules] : calls_) {
      std::string names = join(
          std::vector(modules.begin(),
                      modules.begin() + static_cast<std::ptrdiff_t>(std::min(modules.size(), kNamedModules))),
          ", ");
      if (modules.size() > kNamedModules) {
        names += concat({" and ", std::to_string(modules.size() - kNamedModules), " more"});
      }
      needs_.warnings.push_back(concat({"modules of ", application, " may start programs through a shell: ",
                                        names, "; without one os:cmd gives nothing, and ports fail"}));
    }
  }

  const ReleaseTree& release_;
  const erl::LaunchPlan& plan_;
  std::array<const FileTree*, 2> trees_;
  ShellNeeds needs_;
  std::map<std::string, std::vector<std::string>> calls_;
};

/// The paths of a release's own files, relative to it.
FileTree without_destination(const FileTree& tree, std::string_view destination) {
  FileTree shorter;
  for (const auto& [path, entry] : tree.entries()) {
    if (path.size() > destination.size()) shorter.add(path.substr(destination.size() + 1), entry);
  }
  return shorter;
}

}  // namespace

ShellNeeds find_shell_needs(const ReleaseTree& release, const erl::LaunchPlan& plan) {
  constexpr std::string_view kDestination = "release";
  const ReleaseLayers layers = layers_of_release(release, std::string(kDestination));
  return Search(release, plan, without_destination(layers.application, kDestination),
                without_destination(layers.dependencies, kDestination))
      .run();
}

FileTree native_programs(const ReleaseTree& release, const erl::LaunchPlan& plan,
                         const std::vector<erl::LaunchProgram>& native, const std::string& destination) {
  FileTree files;
  if (native.empty()) return files;
  erl::LaunchPlan changed = plan;
  changed.programs = native;
  for (const erl::LaunchProgram& program : native) {
    files.add_link(concat({destination, "/bin/", program.name}), plan.name);
  }
  files.add_text(concat({destination, "/releases/", release.version, "/launch.term"}), 0644,
                 erl::to_consultable_file(erl::to_term(changed)));
  return files;
}

}  // namespace slipway::image

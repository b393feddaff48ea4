#include "project/known_steps.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "project/package_managers.hpp"
#include "project/step_files.hpp"
#include "support/json_reader.hpp"

namespace slipway::project {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

constexpr PackageManager kWithoutLock = {"", "npm", "install"};

// ---- what the files of a project say

std::string text_of(const fs::path& file) { return read_file_if_exists(file.string()).value_or(""); }

/// mix.exs without its comments.
std::string code_of(const fs::path& mix_exs) {
  const std::string text = text_of(mix_exs);
  std::string code;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin != std::string_view::npos && line[begin] != '#') code += concat({line, "\n"});
  }
  return code;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool has_alias(std::string_view mix_exs, std::string_view name) {
  return contains(mix_exs, concat({"\"", name, "\":"})) || contains(mix_exs, concat({"\"", name, "\" =>"}));
}

/// The folders of the applications of an umbrella, relative to the project; of another project, itself ("").
Words application_folders(const fs::path& project) {
  const std::string mix_exs = code_of(project / "mix.exs");
  Words folders = {""};
  const std::size_t apps = mix_exs.find("apps_path:");
  if (apps == std::string::npos) return folders;
  const std::size_t begin = mix_exs.find('"', apps);
  const std::size_t end = begin == std::string::npos ? begin : mix_exs.find('"', begin + 1);
  if (end == std::string::npos) return folders;
  const std::string apps_path = mix_exs.substr(begin + 1, end - begin - 1);
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(project / apps_path, none)) {
    if (fs::exists(entry.path() / "mix.exs"))
      folders.push_back((fs::path(apps_path) / entry.path().filename()).string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

struct Package {
  /// Of package.json, relative to the project.
  std::string folder;
  PackageManager manager;
  bool has_dependencies = false;
  /// "deploy", or else "build", where there is such a script.
  std::string script = {};
};

std::optional<Package> find_package(const fs::path& project, const std::string& application) {
  for (const char* name : {"assets", ""}) {
    std::string folder = below(application, name);
    if (folder.ends_with('/')) folder.pop_back();
    const std::string path = (project / folder / "package.json").string();
    const std::optional<std::string> text = read_file_if_exists(path);
    if (!text) continue;
    const Json document = read_json(*text, path);
    const JsonPlace package(document, path);
    Package found{.folder = folder, .manager = kWithoutLock};
    for (const PackageManager& manager : kPackageManagers) {
      if (!fs::exists(project / folder / manager.lock)) continue;
      found.manager = manager;
      break;
    }
    for (const char* kind : {"dependencies", "devDependencies", "optionalDependencies", "workspaces"}) {
      if (package.find(kind)) found.has_dependencies = true;
    }
    if (const auto scripts = package.find("scripts")) {
      for (const char* script : {"build", "deploy"}) {
        if (scripts->find(script)) found.script = script;
      }
    }
    return found;
  }
  return std::nullopt;
}

// ---- the steps of an application

BuildStep step(std::string_view command, const std::string& folder = "") {
  return {.command = split_command(command), .folder = folder};
}

/// Whether config/ says where the digested files are listed.
bool config_names_a_cache_manifest(const fs::path& project) {
  for (const char* file : {"config/config.exs", "config/prod.exs", "config/runtime.exs"}) {
    if (contains(code_of(project / file), "cache_static_manifest") ||
        contains(code_of(project / file), "cache_manifest.json"))
      return true;
  }
  return false;
}

void add_assets_of(const std::string& application, const fs::path& project, std::vector<BuildStep>& steps) {
  const std::string mix_exs = code_of(project / application / "mix.exs");
  const bool has_deploy = has_alias(mix_exs, "assets.deploy");
  const bool calls_it_itself = has_deploy && (contains(mix_exs, "npm ") || contains(mix_exs, "yarn ") ||
                                              contains(mix_exs, "pnpm ") || contains(mix_exs, "bun install"));
  const std::optional<Package> package = find_package(project, application);
  if (package && package->has_dependencies && !calls_it_itself) {
    steps.push_back(step(concat({package->manager.program, " ", package->manager.install}), package->folder));
  }
  if (has_alias(mix_exs, "assets.setup")) steps.push_back(step("mix assets.setup", application));
  if (has_deploy) {
    // esbuild bundles what Phoenix's compiler takes out of the templates, so the compiler runs in front.
    steps.push_back(step("mix do compile + assets.deploy", application));
    return;
  }
  const bool has_script = package && !package->script.empty();
  if (has_script) {
    steps.push_back(step(concat({package->manager.program, " run ", package->script}), package->folder));
  }
  if (has_script ||
      (config_names_a_cache_manifest(project) && fs::is_directory(project / application / "priv/static"))) {
    steps.push_back(step("slipway assets", application));
  }
}

}  // namespace

std::vector<BuildStep> find_build_steps(const fs::path& project, std::string_view mix_env) {
  std::vector<BuildStep> steps;
  const std::string lock = text_of(project / "mix.lock");
  if (contains(lock, "{:hex,")) steps.push_back(step("mix local.hex --if-missing --force"));
  if (contains(lock, ":rebar3]")) steps.push_back(step("mix local.rebar --if-missing --force"));
  steps.push_back(step(concat({"mix deps.get --only ", mix_env})));
  for (const std::string& application : application_folders(project)) {
    add_assets_of(application, project, steps);
  }
  for (BuildStep& found : steps) add_known_files(found, project);
  return steps;
}

}  // namespace slipway::project

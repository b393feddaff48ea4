#include "project/step_files.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "base/text.hpp"
#include "project/package_managers.hpp"

namespace slipway::project {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The folder that a package manager works in: that of the step, or what an option says.
std::string package_folder(const BuildStep& step) {
  const Words& words = step.command.words;
  for (std::size_t at = 1; at + 1 < words.size(); ++at) {
    if (words[at] == "--prefix" || words[at] == "-C" || words[at] == "--cwd" || words[at] == "--dir")
      return below(step.folder, words[at + 1]);
  }
  for (const std::string& word : words) {
    if (word.starts_with("--prefix=")) return below(step.folder, word.substr(word.find('=') + 1));
  }
  return step.folder;
}

/// What the package managers leave in node_modules/ once all of it is there.
constexpr std::array<std::string_view, 3> kInstalledMarks = {
    "node_modules/.package-lock.json", "node_modules/.yarn-integrity", "node_modules/.modules.yaml"};

/// Where a name of JavaScript's assets says that the sources of the project are read, too: Tailwind looks for
/// the classes in templates, and colocated hooks are cut out of them.
constexpr std::array<std::string_view, 4> kSignsOfSources = {"tailwind", "../lib", "phoenix-colocated",
                                                             "../../"};
constexpr std::uintmax_t kLargestLookedAt = std::uintmax_t{1} << 20;

bool is_left_out(const fs::path& name) {
  return name == "node_modules" || name == "vendor" || name == ".git";
}

bool reads_sources(const fs::path& assets) {
  std::error_code error;
  auto walk = fs::recursive_directory_iterator(assets, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    if (is_left_out(walk->path().filename())) {
      walk.disable_recursion_pending();
      continue;
    }
    std::error_code none;
    if (!walk->is_regular_file(none) || walk->file_size(none) > kLargestLookedAt || none) continue;
    const std::string text = read_file_if_exists(walk->path().string()).value_or("");
    if (std::any_of(kSignsOfSources.begin(), kSignsOfSources.end(),
                    [&](std::string_view sign) { return contains(text, sign); }))
      return true;
  }
  return static_cast<bool>(error);
}

/// The application that a folder of assets belongs to: assets/ lies in it.
std::string application_of(const std::string& package) {
  return fs::path(package).filename() == "assets" ? fs::path(package).parent_path().string() : package;
}

StepFiles files_of_mix_deps(const std::string& folder) {
  return {.inputs = {below(folder, "mix.exs"), below(folder, "mix.lock"), below(folder, "apps/*/mix.exs")},
          .listings = {below(folder, "deps")}};
}

StepFiles files_of_install(const std::string& package) {
  StepFiles files{.inputs = {"mix.lock"}};
  for (const char* name : {"package.json", ".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml"}) {
    files.inputs.push_back(below(package, name));
  }
  for (const PackageManager& manager : kPackageManagers) files.inputs.push_back(below(package, manager.lock));
  for (const std::string_view mark : kInstalledMarks) files.outputs.push_back(below(package, mark));
  files.listings.push_back(below(package, "node_modules"));
  return files;
}

/// All that the code of an application is made of, but for what is made of it.
Words sources_of(const std::string& application) {
  Words paths;
  for (const char* name : {"lib", "config", "mix.exs", "mix.lock"}) paths.push_back(below(application, name));
  if (!application.empty()) paths.insert(paths.end(), {"config", "mix.lock", "apps/*/lib"});
  return paths;
}

StepFiles files_of_script(const std::string& package, const fs::path& project) {
  const std::string application = application_of(package);
  StepFiles files;
  if (package == application || reads_sources(project / package)) files.inputs = sources_of(application);
  files.inputs.push_back(package.empty() ? "." : package);
  files.inputs.emplace_back("mix.lock");
  for (const std::string_view mark : kInstalledMarks) files.inputs.push_back(below(package, mark));
  files.outputs.push_back(below(application, "priv/static"));
  return files;
}

StepFiles files_of_setup(const std::string& application) {
  return {.inputs = {below(application, "mix.exs"), "mix.lock", "config"}, .listings = {"_build"}};
}

StepFiles files_of_deploy(const std::string& application) {
  StepFiles files{.inputs = sources_of(application)};
  files.inputs.push_back(below(application, "assets"));
  for (const std::string_view mark : kInstalledMarks) {
    files.inputs.push_back(below(application, concat({"assets/", mark})));
  }
  files.outputs.push_back(below(application, "priv/static"));
  return files;
}

bool has_word(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<StepFiles> files_of_mix(const BuildStep& step) {
  const Words& words = step.command.words;
  const std::string& task = words[1];
  if (task == "deps.get" || task == "local.hex" || task == "local.rebar")
    return files_of_mix_deps(step.folder);
  if (task == "assets.setup") return files_of_setup(step.folder);
  if (has_word(words, "assets.deploy")) return files_of_deploy(step.folder);
  return std::nullopt;
}

std::optional<StepFiles> known_files(const BuildStep& step, const fs::path& project) {
  const Words& words = step.command.words;
  if (words.size() < 2) return std::nullopt;
  const std::string& program = words[0];
  if (program == "mix") return files_of_mix(step);
  // It looks itself at what has changed; all that it reads lies where it writes.
  if (program == "slipway" && words[1] == "assets" && words.size() == 2) {
    return StepFiles{.outputs = {below(step.folder, "priv/static")}};
  }
  const bool is_manager =
      std::any_of(kPackageManagers.begin(), kPackageManagers.end(),
                  [&](const PackageManager& manager) { return manager.program == program; });
  if (!is_manager) return std::nullopt;
  if (has_word(words, "ci") || has_word(words, "install")) return files_of_install(package_folder(step));
  if (has_word(words, "run")) return files_of_script(package_folder(step), project);
  return std::nullopt;
}

}  // namespace

std::string below(const std::string& folder, std::string_view path) {
  std::string joined = (fs::path(folder) / path).lexically_normal().string();
  if (joined.ends_with('/')) joined.pop_back();
  return joined;
}

void add_known_files(BuildStep& step, const fs::path& project) {
  if (step.knows_files) return;
  if (std::optional<StepFiles> files = known_files(step, project)) {
    step.files = std::move(*files);
    step.knows_files = true;
  }
}

}  // namespace slipway::project

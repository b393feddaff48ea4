#include "cli/init_command.hpp"

#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/docker_files.hpp"
#include "cli/embedded.hpp"
#include "cli/project_folder.hpp"
#include "project/elixir_report.hpp"
#include "project/slipway_toml.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 5> kOptions = {{
    {"--ci", "KIND",
     "write a pipeline, too: github (.github/workflows/image.yml) or gitlab (.gitlab-ci.yml)"},
    {"--docker", "",
     "write a Dockerfile and a .dockerignore, too, for platforms that build images themselves"},
    {"--force", "",
     "overwrite files that exist; with --ci, --docker or --systemd, only those that these write"},
    {"--quiet", "", "print errors only"},
    {"--systemd", "", "write a unit for systemd, too: rel/systemd/NAME.service for each release"},
}};

constexpr std::string_view kDetails =
    "Writes, in a Mix project, the templates that `slipway release` and `mix release` take from rel/ and\n"
    "the settings of Slipway, all of it commented out: the release stays as it is until you change them.\n"
    "(Where mix.exs sets `rel_templates_path`, move the templates there.)\n"
    "\n"
    "  rel/vm.args.eex             arguments of the VM\n"
    "  rel/remote.vm.args.eex      the same for the nodes of remote and rpc\n"
    "  rel/env.sh.eex              what a shell does before each command\n"
    "  rel/env.bat.eex             the same on Windows\n"
    "  slipway.toml                name and port of the node, variables, hooks, commands\n";

constexpr mode_t kFileMode = 0666;

struct NewFile {
  fs::path path;
  std::string content;
  /// It is written without any option, and then changed by the user.
  bool is_template = false;
};

std::string for_release(std::string_view unit, const std::string& name) {
  constexpr std::string_view kPlaceholder = "@NAME@";
  std::string text(unit);
  for (std::size_t at = text.find(kPlaceholder); at != std::string::npos;
       at = text.find(kPlaceholder, at + name.size())) {
    text.replace(at, kPlaceholder.size(), name);
  }
  return text;
}

project::ElixirReport ask_elixir() {
  ::setenv("MIX_ENV", "prod", 0);
  project::ElixirReport report = project::ask_elixir(embedded_report(), true);
  if (!report.has_elixir) {
    throw Error(
        "no `elixir` in PATH, which tells the names of the releases: install Elixir, or leave --systemd, "
        "--docker and --ci out");
  }
  return report;
}

/// The names of the releases, which only mix.exs knows.
std::vector<std::string> names_of_releases(const project::ElixirReport& report) {
  if (!report.project) throw Error("mix.exs could not be loaded:\n" + report.output);
  std::vector<std::string> names = project::release_names(*report.project);
  if (names.empty()) {
    throw Error(
        "mix.exs names no release, so there is no name for a unit or an image; add `releases: [NAME: "
        "[applications: [...]]]` to its project, as an umbrella needs it");
  }
  return names;
}

/// With the default release, or the only one.
DockerProject docker_project(const project::ElixirReport& report) {
  const std::vector<std::string> names = names_of_releases(report);
  if (!report.vm) throw Error("the Erlang VM did not start:\n" + report.output);
  return {.name = report.project->default_release.value_or(names.front()),
          .elixir_version = report.vm->elixir_version,
          .otp_release = report.vm->otp_release,
          .folder = fs::current_path(),
          .image = project::read_settings(fs::current_path()).value_or(project::Settings()).image};
}

struct InitWish {
  bool with_units = false;
  bool with_docker = false;
  /// "github", "gitlab", or nothing.
  std::optional<std::string> pipeline = {};

  bool has_more() const { return with_units || with_docker || pipeline; }
};

InitWish read_wish(const Arguments& arguments) {
  InitWish wish{.with_units = arguments.has("--systemd"),
                .with_docker = arguments.has("--docker"),
                .pipeline = arguments.value("--ci")};
  if (wish.pipeline && wish.pipeline != "github" && wish.pipeline != "gitlab") {
    throw UsageError("--ci is \"" + *wish.pipeline + "\"; it can be github or gitlab");
  }
  return wish;
}

/// By --force. Whoever wants a new Dockerfile keeps what he wrote into the templates.
bool is_overwritten(const NewFile& file, const InitWish& wish) {
  return !file.is_template || !wish.has_more();
}

NewFile pipeline(const std::string& kind, const DockerProject& project) {
  if (kind == "github") {
    return {".github/workflows/image.yml", with_versions(embedded_template_github_yml(), project)};
  }
  return {".gitlab-ci.yml", with_versions(embedded_template_gitlab_yml(), project)};
}

std::vector<NewFile> files_to_write(const InitWish& wish) {
  std::vector<NewFile> files = {
      {"rel/vm.args.eex", std::string(embedded_template_vm_args()), true},
      {"rel/remote.vm.args.eex", std::string(embedded_template_remote_vm_args()), true},
      {"rel/env.sh.eex", std::string(embedded_template_env_sh()), true},
      {"rel/env.bat.eex", std::string(embedded_template_env_bat()), true},
      {"slipway.toml", std::string(embedded_template_slipway_toml()), true}};
  if (!wish.has_more()) return files;
  const project::ElixirReport report = ask_elixir();
  // Not in rel/overlays: a unit belongs to the machine, and would otherwise be part of every release and
  // image.
  if (wish.with_units) {
    for (const std::string& name : names_of_releases(report)) {
      files.push_back({"rel/systemd/" + name + ".service", for_release(embedded_template_service(), name)});
    }
  }
  if (wish.with_docker) {
    files.push_back({"Dockerfile", dockerfile_for(embedded_template_Dockerfile(), docker_project(report))});
    files.push_back({".dockerignore", std::string(embedded_template_dockerignore())});
  }
  if (wish.pipeline) files.push_back(pipeline(*wish.pipeline, docker_project(report)));
  return files;
}

/// Beside the file first, so that it is there whole or not at all. The mode is what umask leaves of 0666.
void write_file(const NewFile& file) {
  if (file.path.has_parent_path()) fs::create_directories(file.path.parent_path());
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const fs::path beside = file.path.string() + ".slipway-new";
  std::error_code ignored;
  fs::remove(beside, ignored);
  create_file(beside, file.content, kFileMode & ~mask);
  fs::rename(beside, file.path);
}

void say(bool quiet, const std::string& line) {
  if (!quiet) std::puts(line.c_str());
}

int run(const Arguments& arguments) {
  require_mix_project();
  const bool quiet = arguments.has("--quiet");
  const InitWish wish = read_wish(arguments);
  for (const NewFile& file : files_to_write(wish)) {
    const bool exists = fs::exists(fs::symlink_status(file.path));
    const bool is_replaceable = is_overwritten(file, wish);
    if (exists && !(arguments.has("--force") && is_replaceable)) {
      say(quiet, concat({"* skipping ", file.path.string(),
                         is_replaceable ? " (exists; --force overwrites it)" : " (exists)"}));
      continue;
    }
    if (fs::is_directory(file.path)) {
      throw Error(file.path.string() + " is a folder; move it away to have the file written");
    }
    say(quiet, std::string(exists ? "* overwriting " : "* creating ") + file.path.string());
    try {
      write_file(file);
    } catch (const fs::filesystem_error& error) {
      throw SystemError(error.code().value(), "write " + file.path.string());
    }
  }
  return 0;
}

}  // namespace

Command init_command() {
  return {.name = "init",
          .summary = "Write commented templates and settings for the releases of a project",
          .details = kDetails,
          .positional = std::nullopt,
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli

#include "cli/build_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "cli/build_report.hpp"
#include "cli/build_run.hpp"
#include "cli/project_folder.hpp"
#include "project/known_steps.hpp"
#include "project/slipway_toml.hpp"
#include "project/step_files.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using project::BuildStep;

constexpr std::array<OptionSpec, 8> kOptions = {{
    {"-t,--tag", "REF", "the image's name, such as app:1.0 (can be repeated)"},
    {"-o,--output", "OUT", "where the image goes, as for `slipway image`"},
    {"--load", "", "hand the image to Docker or podman"},
    {"--no-image", "", "stop at the release"},
    {"--list", "", "print the steps, and run none"},
    {"--no-cache", "", "run all steps, and make everything anew"},
    {"--verbose", "", "show what the steps print as they go on"},
    {"--json", "", "print events as JSON, one a line, and everything else on standard error"},
}};

constexpr std::string_view kDetails =
    "Takes the project in this folder from a clone to an image: fetches dependencies, builds and digests "
    "the\n"
    "assets, assembles the release, packs it. The steps are found by the project's files (mix.lock, "
    "package.json,\n"
    "the aliases assets.setup and assets.deploy), or stand in [build] run of slipway.toml; what has not "
    "changed\n"
    "since it last ran is skipped. MIX_ENV is prod where the environment does not say otherwise.\n";

std::string mix_env() {
  const char* value = std::getenv("MIX_ENV");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  return value == nullptr || *value == '\0' ? "prod" : value;
}

std::vector<BuildStep> steps_of(const BuildRun& run) {
  const project::Settings settings = project::read_settings(run.project).value_or(project::Settings());
  if (!settings.build.steps) return project::find_build_steps(run.project, run.mix_env);
  std::vector<BuildStep> steps = *settings.build.steps;
  for (BuildStep& step : steps) project::add_known_files(step, run.project);
  return steps;
}

/// Whether a step is the command of this program already.
bool runs_command(const std::vector<BuildStep>& steps, std::string_view command) {
  return std::any_of(steps.begin(), steps.end(), [&](const BuildStep& step) {
    const std::vector<std::string>& words = step.command.words;
    return words.size() > 1 && words[0] == "slipway" && words[1] == command;
  });
}

std::vector<std::string> release_words(const Arguments& arguments) {
  std::vector<std::string> words = {"release"};
  if (arguments.positional()) words.push_back(*arguments.positional());
  if (arguments.has("--no-cache")) words.emplace_back("--no-cache");
  return words;
}

std::vector<std::string> image_words(const Arguments& arguments) {
  std::vector<std::string> words = {"image"};
  if (arguments.positional()) words.push_back(*arguments.positional());
  for (const std::string& tag : arguments.values("--tag")) words.insert(words.end(), {"--tag", tag});
  if (const auto output = arguments.value("--output")) words.insert(words.end(), {"--output", *output});
  for (const char* flag : {"--load", "--no-cache"}) {
    if (arguments.has(flag)) words.emplace_back(flag);
  }
  return words;
}

void require_sense(const Arguments& arguments) {
  if (!arguments.has("--no-image")) {
    if (arguments.value("--output") == "-") {
      throw UsageError("standard output is for what the steps say; name a file, or use `slipway image -o -`");
    }
    return;
  }
  for (const char* option : {"--tag", "--output"}) {
    if (arguments.value(option))
      throw UsageError(std::string(option) + " is of the image, and --no-image makes none");
  }
  if (arguments.has("--load")) throw UsageError("--load is of the image, and --no-image makes none");
}

BuildReport::Form form_of(const Arguments& arguments) {
  if (arguments.has("--json")) return BuildReport::Form::kJson;
  const char* terminal = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  const bool is_live =
      ::isatty(STDOUT_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
  return is_live ? BuildReport::Form::kTerminal : BuildReport::Form::kText;
}

int run(const Arguments& arguments) {
  require_sense(arguments);
  require_mix_project();
  const BuildRun build{.project = fs::current_path(),
                       .mix_env = mix_env(),
                       .use_cache = !arguments.has("--no-cache"),
                       .verbose = arguments.has("--verbose")};
  const std::vector<BuildStep> steps = steps_of(build);
  std::vector<std::vector<std::string>> own;
  const bool makes_image = !arguments.has("--no-image") && !runs_command(steps, "image");
  if (!runs_command(steps, "release") && !runs_command(steps, "image"))
    own.push_back(release_words(arguments));
  if (makes_image) own.push_back(image_words(arguments));
  if (arguments.has("--list")) {
    for (const BuildStep& step : steps) std::puts(project::title_of(step).c_str());
    for (const std::vector<std::string>& words : own) std::puts(("slipway " + join(words, " ")).c_str());
    return 0;
  }
  note_interruptions();
  BuildReport report(form_of(arguments));
  run_steps(steps, build, report);
  for (const std::vector<std::string>& words : own) {
    run_ourselves(words, makes_image && words.front() == "release", build, report);
  }
  return 0;
}

}  // namespace

Command build_command() {
  return {.name = "build",
          .summary = "Go from a clone to an image: dependencies, assets, release, image",
          .details = kDetails,
          .positional =
              PositionalSpec{"NAME", "which release of mix.exs (default: the only one, or :default_release)"},
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli

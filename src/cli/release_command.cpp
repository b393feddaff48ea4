#include "cli/release_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iterator>

#include "base/error.hpp"
#include "base/interruption.hpp"
#include "cli/embedded.hpp"
#include "cli/project_folder.hpp"
#include "cli/release_report.hpp"
#include "project/probe.hpp"
#include "project/slipway_toml.hpp"
#include "release/assemble.hpp"
#include "release/evaluation.hpp"
#include "release/release_plan.hpp"
#include "release/release_request.hpp"
#include "release/release_steps.hpp"
#include "release/tarball.hpp"
#include "support/output_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 10> kOptions = {{
    {"--path", "DIR", "write the release to DIR (default: _build/MIX_ENV/rel/NAME)"},
    {"--version", "VERSION", "the version of the release"},
    {"-f,--force", "", "compile everything anew"},
    {"--overwrite", "",
     "accepted as in `mix release`; an earlier build is always replaced, your own files stay"},
    {"--quiet", "", "print errors and what the compiler says only"},
    {"--json", "", "print the result as JSON, and everything else on standard error"},
    {"--no-compile", "", "take what is compiled already"},
    {"--no-deps-check", "", "do not check the dependencies"},
    {"--no-archives-check", "", "do not check archives"},
    {"--no-elixir-version-check", "", "do not check the Elixir version that mix.exs asks for"},
}};

// What `mix release` takes of these.
constexpr std::array<std::string_view, 7> kMixFlags = {"--force",
                                                       "--overwrite",
                                                       "--quiet",
                                                       "--no-compile",
                                                       "--no-deps-check",
                                                       "--no-archives-check",
                                                       "--no-elixir-version-check"};

constexpr std::string_view kDetails =
    "Compiles the Mix project in this folder and assembles the release NAME of its mix.exs, as\n"
    "`mix release` does. MIX_ENV is prod where neither it nor mix.exs says otherwise.\n";

// What `mix release` is called with: the command line without what is ours alone.
std::vector<std::string> mix_arguments(const Arguments& arguments) {
  std::vector<std::string> words;
  if (arguments.positional()) words.push_back(*arguments.positional());
  for (const std::string_view flag : kMixFlags) {
    if (arguments.has(flag)) words.emplace_back(flag);
  }
  for (const char* option : {"--path", "--version"}) {
    const std::optional<std::string> value = arguments.value(option);
    if (value) words.insert(words.end(), {option, *value});
  }
  return words;
}

// One call of Mix's task `release`: an alias may make several.
class ReleaseRun {
 public:
  ReleaseRun(const project::ReleaseCall& call, const project::Settings& settings, project::Probe& probe,
             ReleaseReport& report)
      : call_(call), settings_(settings), probe_(probe), report_(report) {}

  void run() {
    release::ReleaseSteps steps(probe_, draft());
    report_.end_phase("plan");
    if (steps.begin() != Next::kAssemble)
      throw Error("functions in :steps took :assemble away; it must stay");
    report_.end_phase("steps");
    const release::ReleasePlan plan = release::plan_release(call_.facts, steps.release(), settings_);
    if (plan.options.quiet) report_.set_quiet();
    report_.tell_plan(plan, call_.facts);
    report_.end_phase("plan");
    const release::Evaluation evaluation = release::evaluate(plan, probe_);
    report_.end_phase("configure");
    OutputFolder output(plan.release.path, plan.release.version,
                        [this] { report_.line("* waiting for another run that writes the same release"); });
    const release::Assembled assembled = release::assemble(plan, evaluation, embedded_launcher(), output);
    for (const std::string& path : output.kept_aside()) {
      report_.warn(
          path +
          " was there before an interrupted build, and another one has been made since; both are kept");
    }
    report_.end_phase("assemble");
    const std::optional<release::Tarball> tarball = run_steps_behind(steps, assembled, output);
    report_.tell_result(plan, assembled, tarball);
    probe_.finish_call();
  }

 private:
  using Next = release::ReleaseSteps::Next;

  release::MixRelease draft() {
    if (call_.names.size() > 1) {
      throw Error("more than one release is named: " + call_.names[0] + ", " + call_.names[1] +
                  "; assemble them one after the other");
    }
    const std::string name = release::choose_release(
        call_.facts, call_.names.empty() ? std::nullopt : std::optional(call_.names.front()));
    const erl::Term options = probe_.request(erl::tuple({erl::atom("release_options"), erl::atom(name)}));
    const release::ReleaseRequest request = release::read_release_request(name, options, call_.facts);
    has_functions_ = request.has_functions;
    return release::draft_release(call_.facts, request);
  }

  // Functions see the release in its place, as those of Mix do, and what they write belongs to this version.
  std::optional<release::Tarball> run_steps_behind(release::ReleaseSteps& steps,
                                                   const release::Assembled& assembled,
                                                   OutputFolder& output) {
    const auto files = [&] { return has_functions_ ? output.published_files() : std::vector<std::string>(); };
    const std::vector<std::string> before = files();
    std::optional<release::Tarball> tarball;
    Next next = steps.go_on(assembled.overlays);
    report_.end_phase("steps");
    while (next == Next::kTar) {
      report_.line("* building " + release::tarball_path(steps.release(), call_.facts.build_path).string());
      tarball = release::make_tarball(steps.release(), call_.facts.build_path);
      report_.end_phase("tar");
      next = steps.go_on({});
      report_.end_phase("steps");
    }
    if (next == Next::kAssemble) {
      throw Error("functions in :steps added a second :assemble; it can be there once");
    }
    const std::vector<std::string> after = files();
    std::vector<std::string> added;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(added));
    if (tarball && tarball->path.parent_path() == steps.release().path) {
      added.push_back(tarball->path.filename().string());
    }
    output.adopt(std::move(added));
    return tarball;
  }

  const project::ReleaseCall& call_;
  const project::Settings& settings_;
  project::Probe& probe_;
  ReleaseReport& report_;
  bool has_functions_ = false;
};

int run(const Arguments& arguments) {
  require_mix_project();
  const project::Settings settings = project::read_settings(fs::current_path()).value_or(project::Settings());
  const bool json = arguments.has("--json");
  ReleaseReport report(json                       ? ReleaseReport::Form::kJson
                       : arguments.has("--quiet") ? ReleaseReport::Form::kQuiet
                                                  : ReleaseReport::Form::kText);
  note_interruptions();
  // With --json, standard output is the result's alone.
  project::Probe probe = project::Probe::start(embedded_probe(), mix_arguments(arguments),
                                               StandardStreams{.output = json ? STDERR_FILENO : -1});
  int calls = 0;
  while (const std::optional<project::ReleaseCall> call = probe.next_call()) {
    report.end_phase("compile");
    ReleaseRun(*call, settings, probe, report).run();
    ++calls;
  }
  if (calls == 0) {
    report.warn("nothing was assembled: the alias for `release` in mix.exs does not run \"release\"");
  }
  return 0;
}

}  // namespace

Command release_command() {
  return {.name = "release",
          .summary = "Assemble an OTP release from a Mix project",
          .details = kDetails,
          .positional =
              PositionalSpec{"NAME", "which release of mix.exs (default: the only one, or :default_release)"},
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli

#include "cli/release_command.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "cli/embedded.hpp"
#include "project/probe.hpp"
#include "release/assemble.hpp"
#include "release/evaluation.hpp"
#include "release/release_options.hpp"
#include "release/release_plan.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 9> kOptions = {{
    {"--path", "DIR", "write the release to DIR (default: _build/MIX_ENV/rel/NAME)"},
    {"--version", "VERSION", "the version of the release"},
    {"-f,--force", "", "compile everything anew"},
    {"--overwrite", "",
     "accepted as in `mix release`; an earlier build is always replaced, your own files stay"},
    {"--quiet", "", "print errors and what the compiler says only"},
    {"--no-compile", "", "take what is compiled already"},
    {"--no-deps-check", "", "do not check the dependencies"},
    {"--no-archives-check", "", "do not check archives"},
    {"--no-elixir-version-check", "", "do not check the Elixir version that mix.exs asks for"},
}};

// What `mix compile` takes of these.
constexpr std::array<std::string_view, 5> kCompileFlags = {
    "--force", "--no-compile", "--no-deps-check", "--no-archives-check", "--no-elixir-version-check"};

constexpr std::string_view kDetails =
    "Compiles the Mix project in this folder and assembles the release NAME of its mix.exs, as\n"
    "`mix release` does. MIX_ENV is prod where it is not set.\n";

// One line of progress, as Mix prints it.
class Reporter {
 public:
  explicit Reporter(bool quiet) : quiet_(quiet) {}

  void line(const std::string& text) const {
    if (quiet_) return;
    std::fputs((text + "\n").c_str(), stdout);
    std::fflush(stdout);
  }

 private:
  bool quiet_;
};

void require_project() {
  if (fs::exists("slipway.toml")) {
    throw Error(
        "slipway.toml is not supported by this version of Slipway; remove it, or put the settings into "
        "rel/*.eex");
  }
  const char* mix_exs = std::getenv("MIX_EXS");
  if (!fs::exists(mix_exs != nullptr ? mix_exs : "mix.exs")) {
    throw Error("there is no mix.exs in " + fs::current_path().string() +
                "; go to the folder of your Mix project");
  }
}

std::vector<std::string> compile_arguments(const Arguments& arguments) {
  std::vector<std::string> words;
  for (const std::string_view flag : kCompileFlags) {
    if (arguments.has(flag)) words.emplace_back(flag);
  }
  return words;
}

erl::Term release_options(const project::MixFacts& facts, const std::string& name, project::Probe& probe) {
  for (const project::ConfiguredRelease& release : facts.releases) {
    if (release.name != name) continue;
    if (release.options) return *release.options;
    return probe.request(erl::tuple({erl::atom("release_options"), erl::atom(name)}));
  }
  return erl::list({});
}

std::string next_steps(const release::ReleasePlan& plan) {
  std::error_code error;
  const fs::path relative = fs::relative(plan.options.path, error);
  const bool shorter = !error && !relative.empty() && !relative.string().starts_with("..");
  const std::string path = (shorter ? relative : plan.options.path).string();
  const std::string program = path + "/bin/" + plan.options.name;
  return "\nRelease created at " + path + "\n\n    # Start the system\n    " + program + " start\n\n" +
         "    # Connect to it once it runs; stop it (or send SIGTERM)\n    " + program + " remote\n    " +
         program + " stop\n\n    # List all commands\n    " + program + "\n";
}

void report_plan(const release::ReleasePlan& plan, const project::MixFacts& facts, const Reporter& report) {
  for (const std::string& notice : plan.notices) std::fputs(("warning: " + notice + "\n").c_str(), stderr);
  if (facts.elixir.minor != 14 || facts.otp_release != 25) {
    std::fputs(("warning: Elixir " + facts.elixir.text() + " on OTP " + std::to_string(facts.otp_release) +
                " is not among the tested versions (1.14 on 25)\n")
                   .c_str(),
               stderr);
  }
  report.line("* assembling " + plan.options.name + "-" + plan.version + " on MIX_ENV=" + plan.mix_env);
  if (plan.runtime_config) {
    report.line("* using " + plan.runtime_config->string() + " to configure the release at runtime");
  } else if (plan.options.runtime_configuration.source ==
                 release::RuntimeConfiguration::Source::kDefaultFiles &&
             !plan.options.has_config_providers) {
    report.line("* skipping runtime configuration (no " +
                (facts.config_path.parent_path() / "runtime.exs").string() + ")");
  }
  if (plan.options.asks_for_windows) report.line("* skipping :windows executables (not supported yet)");
}

int run(const Arguments& arguments) {
  require_project();
  const bool chose_environment = std::getenv("MIX_ENV") == nullptr;
  if (chose_environment) ::setenv("MIX_ENV", "prod", 1);
  project::Probe probe = project::Probe::start(embedded_probe(), compile_arguments(arguments));
  const project::MixFacts facts = probe.facts();

  release::ReleaseOverrides overrides;
  overrides.name = arguments.positional();
  overrides.version = arguments.value("--version");
  if (const auto path = arguments.value("--path")) overrides.path = *path;
  overrides.quiet = arguments.has("--quiet");

  const std::string name = release::choose_release(facts, overrides.name);
  const release::ReleasePlan plan = release::plan_release(
      facts, release::read_release_options(name, release_options(facts, name, probe), facts, overrides));
  const Reporter report(plan.options.quiet);
  report_plan(plan, facts, report);
  const release::Evaluation evaluation = release::evaluate(plan, probe);
  const auto on_wait = [&report] { report.line("* waiting for another run that writes the same release"); };
  release::assemble(plan, evaluation, embedded_launcher(), on_wait);
  probe.finish();
  report.line(next_steps(plan));
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

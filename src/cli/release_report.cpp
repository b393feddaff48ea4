#include "cli/release_report.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/error.hpp"
#include "cli/sizes.hpp"
#include "support/json.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using release::ReleasePlan;

struct TestedPair {
  int elixir_minor;
  int otp_release;
};

// What script/matrix runs the end-to-end tests on.
constexpr std::array<TestedPair, 3> kTestedPairs = {{{14, 25}, {18, 27}, {20, 29}}};

bool is_tested(const project::MixFacts& facts) {
  return std::any_of(kTestedPairs.begin(), kTestedPairs.end(), [&](const TestedPair& pair) {
    return facts.elixir.major == 1 && facts.elixir.minor == pair.elixir_minor &&
           facts.otp_release == pair.otp_release;
  });
}

void print(std::FILE* stream, const std::string& text) {
  std::fputs(text.c_str(), stream);
  std::fflush(stream);
}

std::string next_steps(const ReleaseSummary& summary) {
  if (!summary.includes_unix) return "";
  const std::string program = shortest(summary.path) + "/bin/" + summary.name;
  return "\n    # Start the system\n    " + program + " start\n\n" +
         "    # Connect to it once it runs; stop it (or send SIGTERM)\n    " + program + " remote\n    " +
         program + " stop\n\n    # List all commands\n    " + program + "\n";
}

}  // namespace

void ReleaseReport::set_quiet() {
  if (form_ == Form::kText) form_ = Form::kQuiet;
}

void ReleaseReport::line(const std::string& text) const {
  if (form_ == Form::kText) print(stdout, text + "\n");
}

void ReleaseReport::warn(const std::string& text) {
  print(stderr, "warning: " + text + "\n");
  warnings_.push_back(text);
}

void ReleaseReport::end_phase(const std::string& name) {
  const Clock::time_point now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - phase_begin_).count();
  phase_begin_ = now;
  const auto known =
      std::find_if(phases_.begin(), phases_.end(), [&](const Phase& phase) { return phase.name == name; });
  if (known == phases_.end()) {
    phases_.push_back({name, seconds});
  } else {
    known->seconds += seconds;
  }
}

void ReleaseReport::tell_plan(const ReleasePlan& plan, const project::MixFacts& facts) {
  for (const std::string& notice : plan.notices) warn(notice);
  if (!is_tested(facts)) {
    warn("Elixir " + facts.elixir.text() + " on OTP " + std::to_string(facts.otp_release) +
         " is not among the tested pairs (1.14 on 25, 1.18 on 27, 1.20 on 29)");
  }
  line("* assembling " + plan.release.name + "-" + plan.release.version + " on MIX_ENV=" + plan.mix_env);
  if (plan.runtime_config) {
    line("* using " + plan.runtime_config->string() + " to configure the release at runtime");
  } else if (plan.options.runtime_configuration.source ==
                 release::RuntimeConfiguration::Source::kDefaultFiles &&
             !plan.release.has_config_providers) {
    line("* skipping runtime configuration (no " +
         (facts.config_path.parent_path() / "runtime.exs").string() + ")");
  }
  if (plan.options.includes_windows) {
    line("* skipping the :windows launcher (still to come; releases/" + plan.release.version +
         "/env.bat is written)");
  }
  if (!plan.options.includes_unix) line("* skipping the launcher (no :unix in :include_executables_for)");
}

void ReleaseReport::tell_result(const ReleaseSummary& summary, bool unchanged) {
  if (form_ == Form::kText) print_text(summary, unchanged);
  if (form_ == Form::kJson) print_json(summary, unchanged);
  phases_.clear();
  warnings_.clear();
}

void ReleaseReport::print_text(const ReleaseSummary& summary, bool unchanged) const {
  std::string times;
  double total = 0;
  for (const Phase& phase : phases_) {
    times += (times.empty() ? "" : ", ") + phase.name + " " + seconds_text(phase.seconds);
    total += phase.seconds;
  }
  const std::string size = size_text(summary.bytes) + " in " + std::to_string(summary.files) + " files";
  if (unchanged) {
    line("Nothing has changed: " + summary.name + "-" + summary.version + " is at " + shortest(summary.path) +
         ", " + size);
  } else {
    line("\nRelease created at " + shortest(summary.path) + ": " + size);
  }
  if (summary.archive)
    line(std::string(unchanged ? "Its archive is at " : "Archive created at ") +
         shortest(summary.archive->path) + ": " + size_text(summary.archive->bytes));
  line("Done in " + seconds_text(total) + " (" + times + ")");
  line(next_steps(summary));
}

void ReleaseReport::print_json(const ReleaseSummary& summary, bool unchanged) const {
  Json::Array applications;
  for (const ReleaseSummary::Application& application : summary.applications) {
    applications.push_back(Json::Object{{"name", application.name},
                                        {"version", application.version},
                                        {"mode", application.mode},
                                        {"otp", application.origin == "otp"},
                                        {"origin", application.origin}});
  }
  Json::Array phases;
  for (const Phase& phase : phases_) {
    phases.push_back(Json::Object{{"name", phase.name}, {"seconds", phase.seconds}});
  }
  Json archive = nullptr;
  if (summary.archive) {
    archive = Json::Object{{"path", summary.archive->path.string()},
                           {"bytes", static_cast<std::int64_t>(summary.archive->bytes)}};
  }
  Json not_remembered = nullptr;
  if (summary.not_remembered) not_remembered = *summary.not_remembered;
  Json::Array warnings(warnings_.begin(), warnings_.end());
  const Json result = Json::Object{{"name", summary.name},
                                   {"version", summary.version},
                                   {"path", summary.path.string()},
                                   {"mix_env", summary.mix_env},
                                   {"erts_version", summary.erts_version},
                                   {"includes_erts", summary.includes_erts},
                                   {"files", static_cast<std::int64_t>(summary.files)},
                                   {"bytes", static_cast<std::int64_t>(summary.bytes)},
                                   {"archive", std::move(archive)},
                                   {"unchanged", unchanged},
                                   {"not_remembered", std::move(not_remembered)},
                                   {"applications", std::move(applications)},
                                   {"phases", std::move(phases)},
                                   {"warnings", std::move(warnings)}};
  const std::string text = write_json(result);
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
    throw SystemError(errno, "write the result to standard output");
}

}  // namespace slipway::cli

#include "cli/release_report.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/error.hpp"
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

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, seconds < 0.1 ? "%.3f s" : "%.1f s", seconds);
  return text;
}

std::string size_text(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

std::string shortest(const fs::path& path) {
  std::error_code error;
  // fs::relative(path, error) throws all the same where the working folder is gone (libstdc++ 12).
  const fs::path here = fs::current_path(error);
  if (error) return path.string();
  const fs::path relative = fs::relative(path, here, error);
  const bool shorter = !error && !relative.empty() && !relative.string().starts_with("..");
  return (shorter ? relative : path).string();
}

std::string next_steps(const ReleasePlan& plan) {
  if (!plan.options.includes_unix) return "";
  const std::string program = shortest(plan.release.path) + "/bin/" + plan.release.name;
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

void ReleaseReport::tell_result(const ReleasePlan& plan, const release::Assembled& assembled,
                                const std::optional<release::Tarball>& tarball) {
  if (form_ == Form::kText) print_text(plan, assembled, tarball);
  if (form_ == Form::kJson) print_json(plan, assembled, tarball);
  phases_.clear();
  warnings_.clear();
}

void ReleaseReport::print_text(const ReleasePlan& plan, const release::Assembled& assembled,
                               const std::optional<release::Tarball>& tarball) const {
  std::string times;
  double total = 0;
  for (const Phase& phase : phases_) {
    times += (times.empty() ? "" : ", ") + phase.name + " " + seconds_text(phase.seconds);
    total += phase.seconds;
  }
  line("\nRelease created at " + shortest(plan.release.path) + ": " + size_text(assembled.bytes) + " in " +
       std::to_string(assembled.file_count) + " files");
  if (tarball) line("Archive created at " + shortest(tarball->path) + ": " + size_text(tarball->bytes));
  line("Done in " + seconds_text(total) + " (" + times + ")");
  line(next_steps(plan));
}

void ReleaseReport::print_json(const ReleasePlan& plan, const release::Assembled& assembled,
                               const std::optional<release::Tarball>& tarball) const {
  Json::Array applications;
  for (const release::SelectedApplication& application : plan.release.applications) {
    const std::string_view mode = application.is_included ? "included" : release::mode_name(application.mode);
    applications.push_back(Json::Object{{"name", application.name},
                                        {"version", application.resource.version},
                                        {"mode", mode},
                                        {"otp", application.is_otp}});
  }
  Json::Array phases;
  for (const Phase& phase : phases_) {
    phases.push_back(Json::Object{{"name", phase.name}, {"seconds", phase.seconds}});
  }
  Json::Array warnings(warnings_.begin(), warnings_.end());
  Json::Object result = {{"name", plan.release.name},
                         {"version", plan.release.version},
                         {"path", plan.release.path.string()},
                         {"mix_env", plan.mix_env},
                         {"erts_version", plan.release.erts.version},
                         {"includes_erts", plan.release.erts.folder.has_value()},
                         {"files", static_cast<std::int64_t>(assembled.file_count)},
                         {"bytes", static_cast<std::int64_t>(assembled.bytes)},
                         {"archive", nullptr},
                         {"applications", std::move(applications)},
                         {"phases", std::move(phases)},
                         {"warnings", std::move(warnings)}};
  if (tarball) {
    const auto archive = std::find_if(result.begin(), result.end(),
                                      [](const auto& member) { return member.first == "archive"; });
    archive->second =
        Json::Object{{"path", tarball->path.string()}, {"bytes", static_cast<std::int64_t>(tarball->bytes)}};
  }
  const std::string text = write_json(Json(std::move(result)));
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
    throw SystemError(errno, "write the result to standard output");
}

}  // namespace slipway::cli

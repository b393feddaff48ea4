#include "cli/release_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>

#include "base/error.hpp"
#include "cli/embedded.hpp"
#include "project/toolchain.hpp"
#include "release/assemble.hpp"
#include "release/evaluation.hpp"
#include "release/inputs.hpp"
#include "release/release_plan.hpp"
#include "release/release_request.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

// As System.tmp_dir/0 of Elixir finds it.
std::string temporary_folder() {
  for (const char* variable : {"TMPDIR", "TEMP", "TMP"}) {
    const char* folder =
        std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): no thread of ours changes it
    std::error_code unreachable;
    if (folder != nullptr && fs::is_directory(folder, unreachable) && ::access(folder, W_OK) == 0)
      return folder;
  }
  return "/tmp";
}

// Mix of 1.18 and later has the ports of its locks and of who listens in files there (mix_lock_*,
// mix_pubsub_*), and that of 1.20 looks who owns a file (mix_user_check_*). They say nothing about what is
// built, and go while it ends.
bool is_of_mixs_locks(const std::string& path) {
  return path.starts_with((fs::path(temporary_folder()) / "mix_").native());
}

// Mix writes its locks beside the build.
bool may_be_written(const std::string& path, const project::MixFacts& facts) {
  const std::string build = (facts.build_path / "").native();
  const std::string locks = (fs::path(temporary_folder()) / "").native();
  // The folders above are made with it.
  return path.starts_with(build) || is_of_mixs_locks(path) || build.starts_with(path + "/") ||
         locks.starts_with(path + "/");
}

std::set<std::string> names_of(const std::vector<release::SelectedApplication>& applications) {
  std::set<std::string> names;
  for (const release::SelectedApplication& application : applications) names.insert(application.name);
  return names;
}

void add_testimony(const project::Testimony& testimony, const project::MixFacts& facts,
                   project::FingerprintBuilder& inputs) {
  if (testimony.doubt) throw Error("the project " + *testimony.doubt);
  for (const std::string& path : testimony.written) {
    if (!may_be_written(path, facts)) throw Error("the project wrote " + path);
    inputs.add_written(path);
    if (!is_of_mixs_locks(path)) inputs.add_read(path);
  }
  for (const std::string& path : testimony.listed) {
    if (!is_of_mixs_locks(path)) inputs.add_listed(path);
  }
  for (const std::string& path : testimony.read) {
    // Our own probe.
    if (!path.starts_with("/proc/self/fd/") && !is_of_mixs_locks(path)) inputs.add_read(path);
  }
}

}  // namespace

std::optional<RememberedRelease> ReleaseRun::run() {
  release::ReleaseSteps steps(probe_, draft());
  report_.end_phase("plan");
  if (steps.begin() != Next::kAssemble) throw Error("functions in :steps took :assemble away; it must stay");
  report_.end_phase("steps");
  const release::ReleasePlan plan = release::plan_release(call_.facts, steps.release(), settings_);
  if (plan.options.quiet) report_.set_quiet();
  report_.tell_plan(plan, call_.facts);
  report_.end_phase("plan");
  const release::Evaluation evaluation = release::evaluate(plan, probe_);
  report_.end_phase("configure");
  check_.begin(names_of(plan.release.applications));
  report_.end_phase("sources");
  OutputFolder output(
      plan.release.path, plan.release.version,
      [this] { report_.line("* waiting for another run that writes the same release"); },
      keeps_spare(plan.release.path) ? OutputFolder::OldTree::kStaysAsSpare : OutputFolder::OldTree::kGoes);
  const release::Assembled assembled = assemble(plan, evaluation, output);
  for (const std::string& path : output.kept_aside()) {
    report_.warn(
        path + " was there before an interrupted build, and another one has been made since; both are kept");
  }
  report_.end_phase("assemble");
  const std::optional<std::string> check = check_.end(report_);
  report_.end_phase("sources");
  const std::optional<release::Tarball> archive = run_steps_behind(steps, assembled, output);

  summary_ = summarize(call_.facts, plan, assembled, archive);
  summary_.warnings = report_.warnings();
  summary_.check = check;
  if (check && !check->empty()) report_.warn(*check);
  std::optional<RememberedRelease> result;
  try {
    result = RememberedRelease{output.target(), hash_of_files_, summary_, take_fingerprint(plan, archive)};
  } catch (const Error& reason) {
    summary_.not_remembered = reason.message();
  } catch (const fs::filesystem_error& reason) {
    // The release is made by now: a folder that can't be looked at is no failure.
    summary_.not_remembered = reason.what();
  }
  report_.end_phase("remember");
  report_.tell_result(summary_, false);
  probe_.finish_call();
  return result;
}

// Only among what is built: elsewhere nobody expects more than the release.
bool ReleaseRun::keeps_spare(const fs::path& release) const {
  return memory_.is_on() && release.native().starts_with((call_.facts.build_path / "").native());
}

release::MixRelease ReleaseRun::draft() {
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

release::Assembled ReleaseRun::assemble(const release::ReleasePlan& plan,
                                        const release::Evaluation& evaluation, OutputFolder& output) {
  const std::optional<ReusableFiles> reusable = memory_.files_in(output.target());
  const bool has_tls = release::asks_for_tls(evaluation);
  const release::Launcher launcher{has_tls ? embedded_launcher_tls() : embedded_launcher(), "/proc/self/exe",
                                   has_tls ? "launcher-tls" : "launcher"};
  release::Assembled assembled =
      release::assemble(plan, evaluation, launcher, output, reusable ? &*reusable : nullptr);
  hash_of_files_ = memory_.remember_files(output.target(), assembled.files);
  // What functions change from here on must show.
  if (has_functions_) wait_for_file_clock();
  return assembled;
}

// Functions see the release in its place, as those of Mix do, and what they write belongs to this version.
std::optional<release::Tarball> ReleaseRun::run_steps_behind(release::ReleaseSteps& steps,
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

// An alias of these runs each time, and may do more than make files.
void ReleaseRun::require_no_alias() const {
  constexpr std::array<std::string_view, 6> kTasks = {"release",    "loadpaths", "loadconfig",
                                                      "app.config", "app.start", "run"};
  for (const std::string& alias : call_.facts.aliases) {
    if (std::find(kTasks.begin(), kTasks.end(), alias) != kTasks.end() || alias.starts_with("compile") ||
        alias.starts_with("deps."))
      throw Error("mix.exs has an alias for " + alias);
  }
}

// Throws Error with the reason where there is none.
project::Fingerprint ReleaseRun::take_fingerprint(const release::ReleasePlan& plan,
                                                  const std::optional<release::Tarball>& archive) {
  if (!memory_.is_on()) throw Error("there is no cache");
  if (has_functions_) throw Error("the release has functions among its steps");
  require_no_alias();
  project::FingerprintBuilder inputs(began_);
  add_testimony(probe_.testify(), call_.facts, inputs);
  memory_.add_written(inputs);
  project::add_toolchain(call_.facts, inputs);
  release::add_inputs(call_.facts, plan, inputs);
  inputs.add_read(fs::absolute("slipway.toml"));
  if (archive) {
    inputs.add_written(archive->path);
    inputs.add_read(archive->path);
  }
  return inputs.finish();
}

}  // namespace slipway::cli

#include "cli/build_run.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/process.hpp"
#include "base/programs.hpp"
#include "base/text.hpp"
#include "project/step_state.hpp"
#include "support/cache.hpp"
#include "support/json_reader.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using project::BuildStep;

constexpr std::chrono::milliseconds kRefresh{100};
/// Of a long output, the end is shown on the way.
constexpr off_t kShownOnTheWay = 4096;

/// What steps read and left behind when they last ran, in the cache:
///
///   steps, by project and command: inputs:64 outputs:64
class StepMemory {
 public:
  explicit StepMemory(const BuildRun& run)
      : project_(run.project), cache_(Cache::open()), believes_(run.use_cache) {}

  bool is_unchanged(const BuildStep& step, std::uint64_t inputs) const {
    const auto entry = cache_ && believes_ ? cache_->get(kKind, key(step)) : std::nullopt;
    if (!entry || entry->size() != 2 * sizeof(std::uint64_t)) return false;
    ByteReader in(*entry, "what is remembered of a step");
    return in.u64("inputs") == inputs && in.u64("outputs") == project::hash_of_outputs(step, project_);
  }

  void remember(const BuildStep& step, std::uint64_t inputs) const {
    if (!cache_) return;
    ByteWriter out;
    out.u64(inputs);
    out.u64(project::hash_of_outputs(step, project_));
    cache_->put(kKind, key(step), std::move(out).finish());
  }

 private:
  static constexpr std::string_view kKind = "steps";

  std::string key(const BuildStep& step) const {
    return project_.string() + std::string(1, '\0') + project::title_of(step);
  }

  fs::path project_;
  std::optional<Cache> cache_;
  bool believes_;
};

/// A file without a name, for what a step prints.
class Output {
 public:
  Output() : file_(::memfd_create("output", MFD_CLOEXEC)) {
    if (!file_.is_open()) throw SystemError(errno, "make a file for the output of a step");
  }

  int descriptor() const { return file_.get(); }

  std::string all() const { return read_from(0); }
  std::string end() const {
    struct stat status = {};
    if (::fstat(file_.get(), &status) != 0) return {};
    return read_from(std::max<off_t>(0, status.st_size - kShownOnTheWay));
  }

 private:
  // pread: the child shares the place in the file with us.
  std::string read_from(off_t place) const {
    std::string text;
    std::vector<char> block(std::size_t{64} << 10);
    while (true) {
      const ssize_t count = ::pread(file_.get(), block.data(), block.size(), place);
      if (count <= 0) return text;
      text.append(block.data(), static_cast<std::size_t>(count));
      place += count;
    }
  }

  FileDescriptor file_;
};

ChildPlace place_of(const BuildStep& step, const BuildRun& run) {
  ChildPlace place{.folder = (run.project / step.folder).string(), .environment = step.command.environment};
  const auto sets_mix_env = [](const auto& variable) { return variable.first == "MIX_ENV"; };
  if (std::none_of(place.environment.begin(), place.environment.end(), sets_mix_env)) {
    place.environment.emplace_back("MIX_ENV", run.mix_env);
  }
  return place;
}

/// Waits for the child, shows what it prints on the way, and hands on a signal that ends this run.
ExitStatus wait(ChildProcess& child, const Output* output, const BuildReport& report) {
  while (true) {
    if (const std::optional<ExitStatus> status = child.wait_for(kRefresh)) return *status;
    if (output != nullptr && report.is_live()) report.progress(output->end());
    try {
      throw_if_interrupted();
    } catch (const Interrupted& interrupted) {
      report.leave_line();
      child.signal(interrupted.signal());
      child.wait();
      throw;
    }
  }
}

void require_program(const BuildStep& step, const ChildPlace& place) {
  const std::string& program = step.command.words.front();
  if (program == "slipway" || program.find('/') != std::string::npos) return;
  const char* own_path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  std::string path = own_path == nullptr ? "" : own_path;
  for (const auto& [name, value] : place.environment) {
    if (name == "PATH") path = value;
  }
  if (find_program(program, path)) return;
  const bool is_of_node = program == "npm" || program == "yarn" || program == "pnpm";
  throw Error(concat({"`", project::title_of(step), "` needs ", program, ", which is not in PATH; install ",
                      is_of_node ? "Node.js with " : "", program,
                      ", or list other commands in [build] run of slipway.toml"}));
}

void run_step(const BuildStep& step, const BuildRun& run, BuildReport& report) {
  const ChildPlace place = place_of(step, run);
  require_program(step, place);
  std::vector<std::string> words = step.command.words;
  if (words.front() == "slipway") words.front() = fs::read_symlink("/proc/self/exe").string();
  const FileDescriptor nothing = open_file("/dev/null", O_RDONLY);
  const Output output;
  report.begin(project::title_of(step));
  StandardStreams streams{.input = nothing.get()};
  if (!run.verbose) streams.output = streams.error = output.descriptor();
  // Events are alone on standard output.
  if (run.verbose && report.is_json()) streams.output = STDERR_FILENO;
  if (run.verbose) report.leave_line();
  ChildProcess child = ChildProcess::start(words, {}, streams, place);
  const ExitStatus status = wait(child, run.verbose ? nullptr : &output, report);
  throw_if_interrupted();
  if (!status.success()) {
    report.fail(status.describe(), output.all());
    throw Error(concat({"the step `", project::title_of(step), "` ", status.describe()}));
  }
  report.finish();
}

}  // namespace

void run_steps(const std::vector<BuildStep>& steps, const BuildRun& run, BuildReport& report) {
  const StepMemory memory(run);
  std::vector<std::pair<const BuildStep*, std::uint64_t>> done;
  for (const BuildStep& step : steps) {
    throw_if_interrupted();
    if (!step.knows_files) {
      run_step(step, run, report);
      continue;
    }
    const std::uint64_t inputs = project::hash_of_inputs(step, run.project);
    if (memory.is_unchanged(step, inputs)) {
      report.unchanged(project::title_of(step));
    } else {
      run_step(step, run, report);
      memory.remember(step, inputs);
    }
    done.emplace_back(&step, inputs);
  }
  // A later step may have added to what an earlier one left behind: `slipway assets` to what npm built.
  for (const auto& [step, inputs] : done) memory.remember(*step, inputs);
}

void run_ourselves(const std::vector<std::string>& words, bool is_brief, const BuildRun& run,
                   BuildReport& report) {
  const std::string title = "slipway " + join(words, " ");
  std::vector<std::string> command = {fs::read_symlink("/proc/self/exe").string()};
  command.insert(command.end(), words.begin(), words.end());
  const ChildPlace place{.folder = run.project.string(), .environment = {{"MIX_ENV", run.mix_env}}};
  if (!report.is_json()) {
    if (is_brief) command.emplace_back("--quiet");
    if (is_brief) report.begin(title);
    report.leave_line();
    ChildProcess child = ChildProcess::start(command, {}, {}, place);
    const ExitStatus status = wait(child, nullptr, report);
    throw_if_interrupted();
    if (!status.success()) throw Error(concat({"`", title, "` ", status.describe()}));
    if (is_brief) report.finish();
    return;
  }
  command.emplace_back("--json");
  const Output output;
  report.begin(title);
  ChildProcess child = ChildProcess::start(command, {}, {.output = output.descriptor()}, place);
  const ExitStatus status = wait(child, nullptr, report);
  throw_if_interrupted();
  if (!status.success()) {
    report.fail(status.describe(), output.all());
    throw Error(concat({"`", title, "` ", status.describe()}));
  }
  report.finish_with(read_json(output.all(), title));
}

}  // namespace slipway::cli

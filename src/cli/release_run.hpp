#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/release_memory.hpp"
#include "cli/release_report.hpp"
#include "cli/source_check.hpp"
#include "project/probe.hpp"
#include "project/slipway_toml.hpp"
#include "release/release_steps.hpp"
#include "release/tarball.hpp"
#include "support/output_folder.hpp"

namespace slipway::cli {

/// One call of Mix's task `release`: an alias may make several.
class ReleaseRun {
 public:
  /// `began` is file_clock() before the VM was started.
  ReleaseRun(const project::ReleaseCall& call, const project::Settings& settings, const ReleaseMemory& memory,
             std::int64_t began, SourceCheck check, project::Probe& probe, ReleaseReport& report)
      : call_(call),
        settings_(settings),
        memory_(memory),
        began_(began),
        check_(check, settings.check, probe),
        probe_(probe),
        report_(report) {}

  /// Assembles the release. What is given back is worth to be remembered if the call was the only one, and
  /// Mix ended well; nothing where the same command need not give the same release, and then the report says
  /// why.
  std::optional<RememberedRelease> run();

  /// What came of run().
  const ReleaseSummary& summary() const { return summary_; }

 private:
  using Next = release::ReleaseSteps::Next;

  release::MixRelease draft();
  bool keeps_spare(const std::filesystem::path& release) const;
  release::Assembled assemble(const release::ReleasePlan& plan, const release::Evaluation& evaluation,
                              OutputFolder& output);
  std::optional<release::Tarball> run_steps_behind(release::ReleaseSteps& steps,
                                                   const release::Assembled& assembled, OutputFolder& output);
  project::Fingerprint take_fingerprint(const release::ReleasePlan& plan,
                                        const std::optional<release::Tarball>& archive);
  void require_no_alias() const;

  const project::ReleaseCall& call_;
  const project::Settings& settings_;
  const ReleaseMemory& memory_;
  std::int64_t began_;
  ReleaseCheck check_;
  project::Probe& probe_;
  ReleaseReport& report_;
  bool has_functions_ = false;
  std::uint64_t hash_of_files_ = 0;
  ReleaseSummary summary_;
};

}  // namespace slipway::cli

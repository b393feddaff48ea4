#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "erl/term.hpp"
#include "project/mix_facts.hpp"
#include "release/assemble.hpp"
#include "release/release_plan.hpp"
#include "release/tarball.hpp"

namespace slipway::cli {

/// What came of a run.
struct ReleaseSummary {
  struct Application {
    std::string name;
    std::string version;
    /// As in a boot list, or "included".
    std::string mode;
    /// "otp", "elixir", "dependency" (fetched from Hex or by git, or a copy in deps/) or "project".
    std::string origin;
  };

  std::string name;
  std::string version;
  /// Of mix.exs; empty where it does not say.
  std::string description;
  std::string source_url;
  std::string homepage_url;
  std::filesystem::path path;
  std::string mix_env;
  std::string erts_version;
  bool includes_erts = true;
  bool includes_unix = true;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::optional<release::Tarball> archive;
  std::vector<Application> applications;
  std::vector<std::string> warnings;
  /// What `slipway check` warns of in the project's own sources, in a line; empty where it is content, and
  /// nothing where it was not asked.
  std::optional<std::string> check;
  /// mix.exs asks for it.
  bool quiet = false;
  /// Why the next run must ask Mix again even if nothing changes.
  std::optional<std::string> not_remembered;
};

/// All that follows from these; the rest is the caller's.
ReleaseSummary summarize(const project::MixFacts& facts, const release::ReleasePlan& plan,
                         const release::Assembled& assembled, const std::optional<release::Tarball>& archive);

erl::Term to_term(const ReleaseSummary& summary);
/// Throws Error where the term is no such summary.
ReleaseSummary read_release_summary(const erl::Term& term);

/// What `slipway release` tells: lines as it goes on, and at the end what came of it.
class ReleaseReport {
 public:
  enum class Form { kText, kQuiet, kJson };

  explicit ReleaseReport(Form form) : form_(form), phase_begin_(Clock::now()) {}

  /// mix.exs can ask for quiet, too.
  void set_quiet();
  /// A line of progress, where there is one to print.
  void line(const std::string& text) const;
  void warn(const std::string& text);
  /// The time since the last phase ended was spent on this one. Phases of the same name add up.
  void end_phase(const std::string& name);

  void tell_plan(const release::ReleasePlan& plan, const project::MixFacts& facts);
  /// `unchanged`: nothing had to be done.
  void tell_result(const ReleaseSummary& summary, bool unchanged);
  /// Of the call that is being served.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Phase {
    std::string name;
    double seconds = 0;
  };

  void print_text(const ReleaseSummary& summary, bool unchanged) const;
  void print_json(const ReleaseSummary& summary, bool unchanged) const;

  Form form_;
  Clock::time_point phase_begin_;
  std::vector<Phase> phases_;
  std::vector<std::string> warnings_;
};

}  // namespace slipway::cli

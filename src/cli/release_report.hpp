#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "project/mix_facts.hpp"
#include "release/assemble.hpp"
#include "release/release_plan.hpp"
#include "release/tarball.hpp"

namespace slipway::cli {

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
  void tell_result(const release::ReleasePlan& plan, const release::Assembled& assembled,
                   const std::optional<release::Tarball>& tarball);

 private:
  using Clock = std::chrono::steady_clock;
  struct Phase {
    std::string name;
    double seconds = 0;
  };

  void print_text(const release::ReleasePlan& plan, const release::Assembled& assembled,
                  const std::optional<release::Tarball>& tarball) const;
  void print_json(const release::ReleasePlan& plan, const release::Assembled& assembled,
                  const std::optional<release::Tarball>& tarball) const;

  Form form_;
  Clock::time_point phase_begin_;
  std::vector<Phase> phases_;
  std::vector<std::string> warnings_;
};

}  // namespace slipway::cli

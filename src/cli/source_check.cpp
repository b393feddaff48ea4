#include "cli/source_check.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "project/check_judgement.hpp"
#include "project/installed_modules.hpp"

namespace slipway::cli {
namespace {

using project::CheckFinding;

constexpr std::size_t kMostNamed = 4;

}  // namespace

std::string warnings_in_a_line(const std::vector<CheckFinding>& findings) {
  std::string named;
  std::size_t warnings = 0;
  for (const CheckFinding& finding : findings) {
    if (finding.severity != CheckFinding::Severity::kWarning || ++warnings > kMostNamed) continue;
    named += concat({named.empty() ? "" : ", ", finding.path, ":", std::to_string(finding.line), " (",
                     finding.rule, ")"});
  }
  if (warnings == 0) return "";
  if (warnings > kMostNamed) named += concat({" and ", std::to_string(warnings - kMostNamed), " more"});
  return concat({"the sources have ", std::to_string(warnings), warnings == 1 ? " place" : " places",
                 " that may go wrong in a release: ", named,
                 "; `slipway check` says why, and what to write"});
}

void require_clean(const std::optional<std::string>& check, SourceCheck wish) {
  if (wish == SourceCheck::kStrict && check && !check->empty())
    throw Error(concat({*check, "; without --strict it is a warning"}));
}

void ReleaseCheck::begin(std::set<std::string> applications) {
  if (wish_ == SourceCheck::kNone) return;
  applications_ = std::move(applications);
  probe_.begin_check();
  if (wish_ == SourceCheck::kStrict) require_clean(judge(), wish_);
}

std::optional<std::string> ReleaseCheck::end(const ReleaseReport& report) {
  if (wish_ == SourceCheck::kNone) return std::nullopt;
  if (wish_ == SourceCheck::kStrict) return "";
  try {
    return judge();
  } catch (const Error& error) {
    report.line("* " + error.message());
    return std::nullopt;
  }
}

std::string ReleaseCheck::judge() {
  project::CheckFacts facts = probe_.end_check();
  facts.reachable = std::move(applications_);
  const project::InstalledModules installed = project::find_installed_modules(facts.installed);
  return warnings_in_a_line(project::without_ignored(project::judge(facts, installed), settings_));
}

}  // namespace slipway::cli

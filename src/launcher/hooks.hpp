#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/process.hpp"
#include "erl/launch_plan.hpp"
#include "launcher/child.hpp"
#include "launcher/environment.hpp"
#include "launcher/steps.hpp"

namespace slipway::launcher {

/// [hooks] of slipway.toml, ready to be executed.
struct Hooks {
  std::vector<Step> before_start;
  std::vector<Step> after_start;
  std::vector<Step> before_stop;
  std::vector<Step> after_stop;
  /// The environment that they run in, but for SLIPWAY_HOOK, which names the hook.
  Environment environment;

  /// Whether someone has to stay for them: before_start alone is done before the node.
  bool need_parent() const { return !after_start.empty() || !before_stop.empty() || !after_stop.empty(); }
};

/// Throws Error where a word of any hook can't be expanded: nothing has been run then. `launcher` is this
/// program's own path.
Hooks prepare_hooks(const erl::LaunchPlan& plan, const std::string& launcher, const Environment& environment);

/// The environment of one hook.
Environment hook_environment(const Hooks& hooks, std::string_view hook);

/// Runs before_start, one step after the other; gives 0, or the exit status of the first that fails, which is
/// reported. A signal that asks to end goes to the step, and no other step runs.
int run_before_start(const Hooks& hooks, const BlockedSignals& signals);

/// "the hook after_start failed: WORDS exited with status 1"
std::string hook_failure(std::string_view hook, const Step& step, const ExitStatus& status);

/// A line on standard error, where that is still possible.
void report(const std::string& text);

}  // namespace slipway::launcher

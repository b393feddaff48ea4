#include "launcher/hooks.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "base/error.hpp"
#include "launcher/output.hpp"

namespace slipway::launcher {
namespace {

bool asks_to_end(int signal) {
  return signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

/// Waits for one step; `asked_to_end` becomes the signal that asked for it.
ExitStatus wait_for_step(pid_t step, const BlockedSignals& signals, int& asked_to_end) {
  for (;;) {
    pollfd wait{.fd = signals.file().get(), .events = POLLIN, .revents = 0};
    ::poll(&wait, 1, -1);
    std::optional<ExitStatus> ended;
    while (const std::optional<ReceivedSignal> signal = next_signal(signals)) {
      if (signal->number == SIGCHLD) {
        int status = 0;
        for (pid_t child = ::waitpid(-1, &status, WNOHANG); child > 0;
             child = ::waitpid(-1, &status, WNOHANG)) {
          if (child == step) ended = exit_status_of(status);
        }
      } else {
        if (asks_to_end(signal->number)) asked_to_end = signal->number;
        if (signal->is_for_us_alone && !ended) ::kill(step, signal->number);
      }
    }
    if (ended) return *ended;
  }
}

}  // namespace

Hooks prepare_hooks(const erl::LaunchPlan& plan, const std::string& launcher,
                    const Environment& environment) {
  const auto prepared = [&](const std::vector<erl::LaunchStep>& steps, std::string_view name) {
    return prepare_steps(steps, "[hooks] " + std::string(name), launcher, plan, environment);
  };
  return {.before_start = prepared(plan.hooks.before_start, "before_start"),
          .after_start = prepared(plan.hooks.after_start, "after_start"),
          .before_stop = prepared(plan.hooks.before_stop, "before_stop"),
          .after_stop = prepared(plan.hooks.after_stop, "after_stop"),
          .environment = environment};
}

Environment hook_environment(const Hooks& hooks, std::string_view hook) {
  Environment environment = hooks.environment;
  environment.set("SLIPWAY_HOOK", hook);
  return environment;
}

int run_before_start(const Hooks& hooks, const BlockedSignals& signals) {
  constexpr std::string_view kHook = "before_start";
  const Environment environment = hook_environment(hooks, kHook);
  for (const Step& step : hooks.before_start) {
    int asked_to_end = 0;
    const pid_t process = start_step(step, environment, StandardInput::kNull, &signals);
    const ExitStatus status = wait_for_step(process, signals, asked_to_end);
    if (!status.success()) {
      report("ERROR: " + hook_failure(kHook, step, status) + "; the system is not started");
      return shell_status(status);
    }
    if (asked_to_end != 0) {
      report("ERROR: asked to end by signal " + std::to_string(asked_to_end) +
             " while the hook before_start ran; the system is not started");
      return shell_status({.code = 0, .signal = asked_to_end});
    }
  }
  return 0;
}

void report(const std::string& text) {
  try {
    print(STDERR_FILENO, text + "\n");
  } catch (const Error&) {
    // There is nowhere left to say it.
  }
}

std::string hook_failure(std::string_view hook, const Step& step, const ExitStatus& status) {
  return "the hook " + std::string(hook) + " failed: " + step.description + " " + status.describe();
}

}  // namespace slipway::launcher

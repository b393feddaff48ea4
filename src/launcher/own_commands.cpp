#include "launcher/own_commands.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "launcher/child.hpp"
#include "launcher/hooks.hpp"
#include "launcher/steps.hpp"

namespace slipway::launcher {
namespace {

ExitStatus run_step(const Step& step, const Environment& environment) {
  const pid_t child = start_step(step, environment, StandardInput::kInherited);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw SystemError(errno, "wait for " + step.description);
  }
  return exit_status_of(status);
}

}  // namespace

int run_own_command(const erl::LaunchOwnCommand& command, const std::vector<std::string>& arguments,
                    const std::string& launcher, const erl::LaunchPlan& plan,
                    const Environment& environment) {
  std::vector<Step> steps =
      prepare_steps(command.steps, "[commands] " + command.name, launcher, plan, environment);
  if (steps.size() == 1) {
    steps.front().words.insert(steps.front().words.end(), arguments.begin(), arguments.end());
  } else if (!arguments.empty()) {
    throw Error("\"" + command.name + "\" takes no arguments, because it runs " +
                std::to_string(steps.size()) + " steps; seen: " + typed_words(arguments, 100));
  }
  for (std::size_t at = 0; at + 1 < steps.size(); ++at) {
    const ExitStatus status = run_step(steps[at], environment);
    if (status.success()) continue;
    report("ERROR: step " + std::to_string(at + 1) + " of \"" + command.name +
           "\" failed: " + steps[at].description + " " + status.describe());
    return shell_status(status);
  }
  execute_step(steps.back(), environment);
}

}  // namespace slipway::launcher

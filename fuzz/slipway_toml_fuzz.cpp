#include "fuzz_support.hpp"
#include "project/slipway_toml.hpp"

using namespace slipway;

namespace {

void require_step(const erl::LaunchStep& step) {
  fuzz::require(!step.empty() && !step.front().empty(), "a step begins with what it runs");
  for (const std::string& word : step) {
    fuzz::require(word.find('\0') == std::string::npos, "execve takes what is read");
    fuzz::require(!project::expression_problem(word), "the launcher understands each word");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::allowing_errors([&] {
    const project::Settings settings = project::parse_settings(fuzz::bytes(data, size), "input");
    if (settings.node.port) {
      fuzz::require(*settings.node.port >= 1 && *settings.node.port <= 65535, "a port is one");
    }
    for (const auto& [name, value] : settings.environment) {
      const std::string entry = name + "=" + value;
      fuzz::require(!name.empty() && name.find('=') == std::string::npos, "a name is a variable's");
      fuzz::require(entry.find('\0') == std::string::npos, "execve takes what is read");
      fuzz::require(!project::expression_problem(value), "the launcher understands each value");
    }
    const erl::LaunchHooks& hooks = settings.hooks;
    for (const auto* steps :
         {&hooks.before_start, &hooks.after_start, &hooks.before_stop, &hooks.after_stop}) {
      for (const erl::LaunchStep& step : *steps) require_step(step);
    }
    for (const erl::LaunchOwnCommand& command : settings.own_commands) {
      fuzz::require(!erl::is_launcher_command(command.name), "a command has a name of its own");
      fuzz::require(!command.steps.empty(), "a command runs something");
      for (const erl::LaunchStep& step : command.steps) require_step(step);
    }
  });
  return 0;
}

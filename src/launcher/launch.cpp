#include "launcher/launch.hpp"

#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/shell_text.hpp"
#include "launcher/attach.hpp"
#include "launcher/command_words.hpp"
#include "launcher/control_commands.hpp"
#include "launcher/env_script.hpp"
#include "launcher/node.hpp"
#include "launcher/output.hpp"
#include "launcher/own_commands.hpp"
#include "launcher/release.hpp"
#include "launcher/remote_shell.hpp"
#include "launcher/settings.hpp"
#include "launcher/system.hpp"
#include "launcher/terminal_pipes.hpp"
#include "launcher/usage.hpp"
#include "launcher/words.hpp"

namespace slipway::launcher {
namespace {

using Words = std::vector<std::string>;

/// One start of the launcher: what it is, and what it was asked for.
struct Start {
  Program program;
  Release release;
  /// $0 of the user.
  std::string called;
  Words arguments;
};

bool is_help(std::string_view command) { return command == "help" || command == "--help" || command == "-h"; }

std::string first_of(const Words& words) { return words.empty() ? "" : words.front(); }

/// Where the launcher was called by the name of a program of the plan, it does what that script of Phoenix
/// did: `cd` to bin/, the variables, the command in place of the arguments.
void become_program(const Program& program, const erl::LaunchPlan& plan, Environment& environment,
                    std::string& called, Words& arguments) {
  const erl::LaunchProgram* found = plan.find_program(last_component(program.called));
  if (found == nullptr || last_component(program.path) == found->name) return;
  const std::string folder = program.release_root() + "/bin";
  if (::chdir(folder.c_str()) != 0) throw SystemError(errno, "enter " + folder);
  for (const auto& [name, value] : found->environment) environment.set(name, value);
  called = "./" + last_component(program.path);
  arguments = found->words;
}

/// The launcher as the user called it.
Start first_life(Program program, Words arguments, Environment& environment) {
  const std::string root = program.release_root();
  Release release = open_release(root, environment);
  std::string called = program.called;
  become_program(program, release.plan, environment, called, arguments);
  set_first_variables(environment, release, first_of(arguments), called);
  return {std::move(program), std::move(release), std::move(called), std::move(arguments)};
}

/// The launcher as the shell that sourced env.sh called it. The shell's variables count: env.sh may have
/// changed any of them.
Start second_life(Program program, const Words& arguments, const Environment& environment) {
  if (arguments.size() < 3) throw Error(std::string(kAfterEnvScript) + " is for the launcher's own use");
  const std::string root = environment.value_or("RELEASE_ROOT", program.release_root());
  Release release = open_release_version(root, environment.value_or("RELEASE_VSN", ""), arguments[1]);
  return {std::move(program), std::move(release), arguments[2], {arguments.begin() + 3, arguments.end()}};
}

/// Sources env.sh where it does something; then this does not return.
void source_env_script(const Start& start, const Environment& environment) {
  const std::optional<std::string> script = read_file_if_exists(start.release.version_dir + "/env.sh");
  if (script && has_commands(*script)) {
    execute_env_script(start.program, start.release.version_dir, start.arguments, environment);
  }
}

int run_command(const Start& start, Environment& environment) {
  const std::string command = first_of(start.arguments);
  const erl::LaunchPlan& plan = start.release.plan;
  const std::string program = environment.value_or("RELEASE_PROG", start.called);
  if (is_help(command)) {
    print(STDOUT_FILENO, usage(program, plan));
    return 0;
  }
  if (command == "version") {
    print(STDOUT_FILENO,
          environment.value_or("RELEASE_NAME", "") + " " + environment.value_or("RELEASE_VSN", "") + "\n");
    return 0;
  }
  if (command == kAttach) {
    return attach(pipe_folder(environment.value_or("RELEASE_TMP", start.release.root + "/tmp")), plan.erts);
  }
  const Words words(start.arguments.begin() + (start.arguments.empty() ? 0 : 1), start.arguments.end());
  if (const std::optional<int> status = run_control_command(command, words, start.release, environment)) {
    return *status;
  }
  if (command == "remote" && plan.find(command) != nullptr) {
    if (const std::optional<int> status = run_remote_shell(start.release, environment)) return *status;
  }
  const std::optional<std::string_view> in_background = command_in_background(command);
  const erl::LaunchCommand* found = plan.find(in_background.value_or(command));
  if (found == nullptr) {
    if (const erl::LaunchOwnCommand* own = plan.find_own(command)) {
      return run_own_command(*own, words, start.program.path, plan, environment);
    }
    print(STDERR_FILENO, usage(program, plan));
    if (command.empty()) return 0;
    print(STDERR_FILENO, "\n");
    throw Error(refusal(command, plan));
  }
  const CommandInput input = read_command_input(*found, words);
  Words called_with = {start.program.path};
  called_with.insert(called_with.end(), start.arguments.begin(), start.arguments.end());
  const Place place = in_background ? Place::kBackground : Place::kHere;
  if (uses(*found, erl::LaunchWord::kDistribution)) {
    return start_system(*found, input, start.release, environment, place, called_with);
  }
  return start_node(*found, input, start.release, environment, place, called_with);
}

}  // namespace

int launch(std::vector<std::string> arguments, Environment environment) {
  Program program = find_program_itself();
  if (first_of(arguments) == kAfterEnvScript) {
    return run_command(second_life(std::move(program), arguments, environment), environment);
  }
  const Start start = first_life(std::move(program), std::move(arguments), environment);
  if (!is_help(first_of(start.arguments))) {
    set_project_variables(environment, start.release);
    source_env_script(start, environment);
  }
  return run_command(start, environment);
}

}  // namespace slipway::launcher

#include "cli/completions_command.hpp"

#include <cstdio>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/completions.hpp"

namespace slipway::cli {
namespace {

constexpr std::string_view kShells = "bash zsh fish";

std::string completions_for(const std::string& shell) {
  if (shell == "bash") return bash_completions(all_commands());
  if (shell == "zsh") return zsh_completions(all_commands());
  if (shell == "fish") return fish_completions(all_commands());
  throw UsageError("there are no completions for \"" + shell + "\"; the shells are bash, zsh and fish");
}

int run(const Arguments& arguments) {
  if (!arguments.positional()) {
    throw UsageError("for which shell? `slipway completions bash`, `zsh` or `fish`");
  }
  std::fputs(completions_for(*arguments.positional()).c_str(), stdout);
  return 0;
}

}  // namespace

Command completions_command() {
  return {.name = "completions",
          .summary = "Print a script that completes commands and options in a shell",
          .details =
              "    source <(slipway completions bash)\n    source <(slipway completions zsh)\n"
              "    slipway completions fish | source\n",
          .positional = PositionalSpec{"SHELL", "bash, zsh or fish", kShells},
          .options = {},
          .run = run};
}

}  // namespace slipway::cli

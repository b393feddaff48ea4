#include "launcher/env_script.hpp"

#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"

namespace slipway::launcher {
namespace {

constexpr const char* kShell = "/bin/sh";

}  // namespace

std::string shell_quoted(std::string_view word) {
  std::string text = "'";
  for (const char character : word) {
    if (character == '\'') {
      text += "'\\''";
    } else {
      text += character;
    }
  }
  return text + "'";
}

std::string sourcing_script(const std::string& launcher, const std::string& version_dir) {
  std::string script = "SELF=" + shell_quoted(launcher) + "\nREL_VSN_DIR=" + shell_quoted(version_dir) +
                       "\n. \"$REL_VSN_DIR/env.sh\"\nexport";
  for (const std::string_view name : kReleaseVariables) script += " " + std::string(name);
  // All that env.sh may have changed is read from its variables again: $@, $0 and REL_VSN_DIR.
  return script + "\nexec " + shell_quoted(launcher) + " " + std::string(kAfterEnvScript) +
         " \"$REL_VSN_DIR\" \"$0\" \"$@\"\n";
}

void execute_env_script(const Program& program, const std::string& version_dir,
                        const std::vector<std::string>& arguments, const Environment& environment) {
  std::vector<std::string> words = {"sh", "-e", "-c", sourcing_script(program.path, version_dir),
                                    program.called};
  words.insert(words.end(), arguments.begin(), arguments.end());
  ::execve(kShell, exec_pointers(words).data(), exec_pointers(environment.entries()).data());
  throw SystemError(
      errno, version_dir + "/env.sh holds commands, which need a shell: put " + std::string(kShell) +
                 " into this system, or leave only comments in env.sh; execute " + std::string(kShell));
}

}  // namespace slipway::launcher

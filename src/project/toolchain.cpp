#include "project/toolchain.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>

#include "base/error.hpp"

namespace slipway::project {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing changes it
  return value == nullptr ? "" : value;
}

// Looks as execvp does, and adds every place on the way: the program could come to stand there.
fs::path find_program(const std::string& name, FingerprintBuilder& inputs) {
  std::istringstream folders(variable("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');) {
    fs::path candidate = fs::absolute(folder.empty() ? "." : folder) / name;
    inputs.add_read(candidate);
    if (::access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate)) return candidate;
  }
  throw Error("there is no " + name + " in PATH");
}

// A version manager's script chooses by files that we do not know.
void require_program_itself(const std::string& name, const fs::path& real, FingerprintBuilder& inputs) {
  const fs::path found = find_program(name, inputs);
  std::error_code error;
  if (!fs::equivalent(found, real, error) || error)
    throw Error(found.string() + " is not " + real.string() + " but starts it");
  inputs.add_read(real);
}

// -kernel shell_history enabled and the like; whatever else names files, folders or code.
void require_plain_flags(const char* name) {
  constexpr std::array<std::string_view, 5> kPlain = {"-kernel", "-stdlib", "-elixir", "-noshell",
                                                      "-noinput"};
  std::istringstream words(variable(name));
  for (std::string word; words >> word;) {
    if (word.starts_with('-') && std::find(kPlain.begin(), kPlain.end(), word) == kPlain.end())
      throw Error("the variable " + std::string(name) + " has the flag " + word);
  }
}

}  // namespace

void add_toolchain(const MixFacts& facts, FingerprintBuilder& inputs) {
  for (const char* name : {"ERL_AFLAGS", "ERL_FLAGS", "ERL_ZFLAGS", "ELIXIR_ERL_OPTIONS"})
    require_plain_flags(name);
  const fs::path elixir_bin = facts.elixir_lib_dir.parent_path() / "bin";
  require_program_itself("elixir", elixir_bin / "elixir", inputs);
  require_program_itself("erl", facts.otp_root / "bin" / "erl", inputs);
  inputs.add_read(elixir_bin / "mix");
  for (const char* name : {"start.boot", "start_clean.boot", "no_dot_erlang.boot"})
    inputs.add_read(facts.otp_root / "bin" / name);
  for (const char* name : {"beam.smp", "erlexec", "erl_child_setup"})
    inputs.add_read(facts.otp_root / ("erts-" + facts.erts_version) / "bin" / name);

  std::istringstream libraries(variable("ERL_LIBS"));
  for (std::string folder; std::getline(libraries, folder, ':');) {
    if (!folder.empty()) inputs.add_listed(fs::absolute(folder));
  }
  for (const fs::path& folder : facts.code_path) {
    if (folder.is_absolute()) inputs.add_listed(folder);
  }
  // c:erlangrc/0 reads these before the first -r, filename:basedir(user_config, "erlang") being the last.
  inputs.add_read(fs::current_path() / ".erlang");
  const fs::path home = variable("HOME");
  if (home.is_absolute()) inputs.add_read(home / ".erlang");
  const fs::path configuration = variable("XDG_CONFIG_HOME");
  if (configuration.is_absolute()) inputs.add_read(configuration / "erlang" / ".erlang");
  if (home.is_absolute()) inputs.add_read(home / ".config" / "erlang" / ".erlang");
}

}  // namespace slipway::project

#include "cli/release_command.hpp"

#include <array>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/assemble_releases.hpp"
#include "cli/profile_run.hpp"
#include "project/slipway_toml.hpp"
#include "support/file_stamp.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 14> kOptions = {{
    {"--path", "DIR", "write the release to DIR (default: _build/MIX_ENV/rel/NAME)"},
    {"--version", "VERSION", "the version of the release"},
    {"-f,--force", "", "compile everything anew"},
    {"--overwrite", "",
     "accepted as in `mix release`; an earlier build is always replaced, your own files stay"},
    {"--quiet", "", "print errors and what the compiler says only"},
    {"--json", "", "print the result as JSON, and everything else on standard error"},
    {"--no-cache", "", "make every file anew, and remember nothing for the next run"},
    {"--profile-run", "COMMAND",
     "start the release, run COMMAND, write [boot] profile, and assemble with it"},
    {"--strict", "", "fail where `slipway check` would warn of the sources, before anything is written"},
    {"--no-check", "", "do not look at the sources"},
    {"--no-compile", "", "take what is compiled already"},
    {"--no-deps-check", "", "do not check the dependencies"},
    {"--no-archives-check", "", "do not check archives"},
    {"--no-elixir-version-check", "", "do not check the Elixir version that mix.exs asks for"},
}};

// What `mix release` takes of these.
constexpr std::array<std::string_view, 7> kMixFlags = {"--force",
                                                       "--overwrite",
                                                       "--quiet",
                                                       "--no-compile",
                                                       "--no-deps-check",
                                                       "--no-archives-check",
                                                       "--no-elixir-version-check"};

constexpr std::string_view kDetails =
    "Compiles the Mix project in this folder and assembles the release NAME of its mix.exs, as\n"
    "`mix release` does. MIX_ENV is prod where neither it nor mix.exs says otherwise.\n"
    "\n"
    "--profile-run starts the release in interactive mode, on a free PORT, with PHX_SERVER=true and a node\n"
    "name of its own, and has /bin/sh run COMMAND as soon as it is ready: something that uses the system as\n"
    "its users will, for example --profile-run 'curl -fsS localhost:$PORT/'. docs/boot.md says more.\n";

// What `mix release` is called with: the command line without what is ours alone.
std::vector<std::string> mix_arguments(const Arguments& arguments) {
  std::vector<std::string> words;
  if (arguments.positional()) words.push_back(*arguments.positional());
  for (const std::string_view flag : kMixFlags) {
    if (arguments.has(flag)) words.emplace_back(flag);
  }
  for (const char* option : {"--path", "--version"}) {
    const std::optional<std::string> value = arguments.value(option);
    if (value) words.insert(words.end(), {option, *value});
  }
  return words;
}

void replace_file(const fs::path& path, const std::string& content) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  const fs::path written = path.string() + ".new";
  fs::remove(written);
  create_file(written.string(), content, 0644);
  fs::rename(written, path);
}

/// Assembles without the profile, and writes the one that the release gives while it runs the command.
void write_profile(ReleaseWish wish, const std::string& command, ReleaseReport& report) {
  const project::Settings settings = project::read_settings(fs::current_path()).value_or(project::Settings());
  if (!settings.boot_profile) {
    throw UsageError(
        "--profile-run needs a place for the profile; write [boot] and profile = \"rel/boot.profile\" into "
        "slipway.toml");
  }
  wish.without_profile = true;
  wish.check = SourceCheck::kNone;
  ReleaseReport quiet(ReleaseReport::Form::kQuiet);
  report.line("* assembling without a profile");
  const std::vector<ReleaseSummary> releases = assemble_releases(wish, quiet);
  if (releases.size() != 1) {
    throw Error(
        concat({"--profile-run needs one release to start, and the alias for `release` in mix.exs made ",
                std::to_string(releases.size()), "; name one"}));
  }
  report.line("* taking its profile");
  const std::string profile = run_for_profile({.release = releases.front().path,
                                               .name = releases.front().name,
                                               .command = command,
                                               .frees_output = wish.frees_output});
  replace_file(*settings.boot_profile, profile);
  // What has just been written is not taken for a change while the release is made.
  wait_for_file_clock();
  report.end_phase("profile");
  report.line("* " + *settings.boot_profile + " is written");
}

int run(const Arguments& arguments) {
  ReleaseReport report(arguments.has("--json")    ? ReleaseReport::Form::kJson
                       : arguments.has("--quiet") ? ReleaseReport::Form::kQuiet
                                                  : ReleaseReport::Form::kText);
  ReleaseWish wish{.mix_arguments = mix_arguments(arguments),
                   .force = arguments.has("--force"),
                   .use_cache = !arguments.has("--no-cache"),
                   .frees_output = arguments.has("--json"),
                   .check = arguments.has("--no-check") ? SourceCheck::kNone
                            : arguments.has("--strict") ? SourceCheck::kStrict
                                                        : SourceCheck::kTell};
  if (const std::optional<std::string> command = arguments.value("--profile-run")) {
    write_profile(wish, *command, report);
  }
  const std::vector<ReleaseSummary> releases = assemble_releases(wish, report);
  if (releases.empty()) {
    report.warn("nothing was assembled: the alias for `release` in mix.exs does not run \"release\"");
  }
  return 0;
}

}  // namespace

Command release_command() {
  return {.name = "release",
          .summary = "Assemble an OTP release from a Mix project",
          .details = kDetails,
          .positional =
              PositionalSpec{"NAME", "which release of mix.exs (default: the only one, or :default_release)"},
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli

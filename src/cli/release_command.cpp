#include "cli/release_command.hpp"

#include <array>

#include "cli/assemble_releases.hpp"

namespace slipway::cli {
namespace {

constexpr std::array<OptionSpec, 11> kOptions = {{
    {"--path", "DIR", "write the release to DIR (default: _build/MIX_ENV/rel/NAME)"},
    {"--version", "VERSION", "the version of the release"},
    {"-f,--force", "", "compile everything anew"},
    {"--overwrite", "",
     "accepted as in `mix release`; an earlier build is always replaced, your own files stay"},
    {"--quiet", "", "print errors and what the compiler says only"},
    {"--json", "", "print the result as JSON, and everything else on standard error"},
    {"--no-cache", "", "make every file anew, and remember nothing for the next run"},
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
    "`mix release` does. MIX_ENV is prod where neither it nor mix.exs says otherwise.\n";

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

int run(const Arguments& arguments) {
  ReleaseReport report(arguments.has("--json")    ? ReleaseReport::Form::kJson
                       : arguments.has("--quiet") ? ReleaseReport::Form::kQuiet
                                                  : ReleaseReport::Form::kText);
  const std::vector<ReleaseSummary> releases = assemble_releases({.mix_arguments = mix_arguments(arguments),
                                                                  .force = arguments.has("--force"),
                                                                  .use_cache = !arguments.has("--no-cache"),
                                                                  .frees_output = arguments.has("--json")},
                                                                 report);
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

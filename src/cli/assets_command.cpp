#include "cli/assets_command.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "assets/clean.hpp"
#include "assets/digest.hpp"
#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/sizes.hpp"
#include "cli/source_control.hpp"
#include "support/json.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUsualFolder = "priv/static";
constexpr std::string_view kClean = "clean";

constexpr std::array<OptionSpec, 7> kOptions = {{
    {"-o,--output", "DIR",
     "where the digested files go (default: beside the originals); what `clean` cleans"},
    {"--no-vsn", "", "put no ?vsn=d behind the names in style sheets"},
    {"--age", "SECONDS", "clean: remove versions that were replaced longer ago (default: 3600)"},
    {"--keep", "NUMBER", "clean: keep this many old versions (default: 2)"},
    {"--all", "", "clean: remove all that was digested, and the manifest"},
    {"--quiet", "", "print errors and warnings only"},
    {"--json", "", "print the result as JSON"},
}};

constexpr std::string_view kDetails =
    "Digests static files as `mix phx.digest` does: beside each file in PATH (default: priv/static) a copy "
    "whose\n"
    "name holds its MD5, both compressed where that pays, and cache_manifest.json, which Phoenix reads. "
    "`slipway\n"
    "assets clean` removes old versions as `mix phx.digest.clean` does.\n";

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The same for everybody who digests the same commit.
std::int64_t time_of_new_files(std::int64_t now) {
  if (const auto epoch = source_date_epoch()) return *epoch;
  const auto commit = last_commit(fs::current_path());
  return commit ? commit->time : now;
}

std::int64_t number(const Arguments& arguments, const char* option, std::int64_t otherwise) {
  const std::optional<std::string> text = arguments.value(option);
  if (!text) return otherwise;
  const auto value = decimal_number<std::int64_t>(*text);
  // A century of seconds.
  if (!value || *value < 0 || *value > 3'155'760'000) {
    throw UsageError(concat({option, " is \"", *text, "\"; it is a number from 0 to 3155760000"}));
  }
  return *value;
}

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
    throw SystemError(errno, "write the result");
}

void require_folder(const fs::path& folder) {
  if (fs::is_directory(folder)) return;
  throw Error(concat({"there is no folder ", folder.string(),
                      "; build the assets first, or name the folder that they are in"}));
}

int run_clean(const Arguments& arguments) {
  const fs::path folder = arguments.value("--output").value_or(std::string(kUsualFolder));
  require_folder(folder);
  const bool all = arguments.has("--all");
  const std::size_t removed =
      all ? assets::clean_all(folder)
          : assets::clean({.folder = folder,
                           .age = number(arguments, "--age", 3600),
                           .keep = static_cast<std::size_t>(number(arguments, "--keep", 2)),
                           .now = source_date_epoch().value_or(seconds_now())});
  if (arguments.has("--json")) {
    print(write_json(
        Json::Object{{"output", folder.string()}, {"removed", static_cast<std::int64_t>(removed)}}));
  } else if (!arguments.has("--quiet")) {
    print(concat({"Removed ", std::to_string(removed), " files of ", folder.string(), "\n"}));
  }
  return 0;
}

int run_digest(const Arguments& arguments) {
  for (const char* option : {"--age", "--keep"}) {
    if (arguments.value(option)) throw UsageError(concat({option, " is of `slipway assets clean`"}));
  }
  if (arguments.has("--all")) throw UsageError("--all is of `slipway assets clean`");
  const fs::path input = arguments.positional().value_or(std::string(kUsualFolder));
  const fs::path output = arguments.value("--output").value_or(input.string());
  require_folder(input);
  const auto begin = std::chrono::steady_clock::now();
  const std::int64_t now = seconds_now();
  const assets::Digested digested = assets::digest({.input = input,
                                                    .output = output,
                                                    .with_vsn = !arguments.has("--no-vsn"),
                                                    .time = time_of_new_files(now),
                                                    .now = source_date_epoch().value_or(now)});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const std::string& warning : digested.warnings)
    std::fputs(("warning: " + warning + "\n").c_str(), stderr);
  if (arguments.has("--json")) {
    print(write_json(
        Json::Object{{"output", output.string()},
                     {"files", static_cast<std::int64_t>(digested.files)},
                     {"written", static_cast<std::int64_t>(digested.written)},
                     {"bytes", static_cast<std::int64_t>(digested.size)},
                     {"seconds", seconds},
                     {"warnings", Json::Array(digested.warnings.begin(), digested.warnings.end())}}));
  } else if (!arguments.has("--quiet")) {
    const std::string what = concat({std::to_string(digested.files),
                                     digested.files == 1 ? " file, " : " files, ", size_text(digested.size)});
    print(digested.written == 0
              ? concat({"Nothing has changed: ", output.string(), " has ", what, "\n"})
              : concat({"Digested ", what, " in ", seconds_text(seconds), ": ", output.string(), " (",
                        std::to_string(digested.written), " files written)\n"}));
  }
  return 0;
}

int run(const Arguments& arguments) {
  return arguments.positional() == kClean ? run_clean(arguments) : run_digest(arguments);
}

}  // namespace

Command assets_command() {
  return {
      .name = "assets",
      .summary = "Digest static files, as `mix phx.digest` does",
      .details = kDetails,
      .positional = PositionalSpec{"PATH", "the folder of the static files, or `clean` (a folder: ./clean)"},
      .options = kOptions,
      .run = run};
}

}  // namespace slipway::cli

#include "cli/run_command.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "cli/container_engines.hpp"
#include "cli/image_places.hpp"
#include "cli/runtime_bundle.hpp"
#include "erl/launch_plan.hpp"
#include "oci/image_source.hpp"
#include "oci/reference.hpp"
#include "project/slipway_toml.hpp"
#include "support/temporary_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 4> kOptions = {{
    {"-p,--publish", "PORTS", "reach a port of the container: 8080:4000, 127.0.0.1:8080:4000 (repeatable)"},
    {"-e,--env", "NAME=VALUE", "set a variable; NAME alone: with the value that it has here (repeatable)"},
    {"--engine", "NAME", "docker, podman, runc or crun (default: the first of them that works)"},
    {"--no-container", "", "run the release itself: IMAGE is its name, or its folder"},
}};

constexpr std::string_view kDetails =
    "Runs an image with what this machine has. IMAGE is an archive, a layout (oci:DIR or oci:DIR:TAG), or a\n"
    "reference, which docker or podman pull where they do not have it. runc and crun run it with a "
    "read-only\n"
    "root, without privileges, on the network of this machine: their ports need no -p.\n"
    "\n"
    "Ctrl-C and SIGTERM stop the system in order; the exit status is the container's.\n";

/// The engine keeps what it was given under a name of the content, so that the same image is there once.
std::string load(Engine engine, const oci::StoredImage& image) {
  constexpr std::size_t kDigits = 12;
  std::string name =
      "localhost/slipway-run:" + image.image.manifest.descriptor.digest.hex().substr(0, kDigits);
  load_images(engine, {{.image = image.image, .names = {oci::Reference::parse(name)}}});
  return name;
}

int run_stored(const ImagePlace& place, std::optional<Engine> wanted, const ContainerRun& run) {
  note_interruptions();
  const oci::ImageSource source = oci::ImageSource::open(place.path, temporary_folder());
  const oci::StoredImage image = source.find(place.name, this_platform());
  const Engine engine = wanted ? *wanted : find_engine(false);
  if (keeps_images(engine)) return run_by_name(engine, load(engine, image), run);
  if (!run.ports.empty()) {
    std::fputs(concat({"-p is left out: with ", program_of(engine),
                       " the system listens on this machine's own ports\n"})
                   .c_str(),
               stderr);
  }
  return run_bundle(engine, source, image, run);
}

/// The folder of a release: as it is given, or _build/ENV/rel/NAME, or the only one there.
fs::path release_folder(const std::optional<std::string>& given) {
  if (given && fs::exists(fs::path(*given) / "releases")) return fs::absolute(*given);
  const char* variable = std::getenv("MIX_ENV");
  const fs::path all =
      fs::path("_build") / (variable == nullptr || *variable == '\0' ? "prod" : variable) / "rel";
  if (given && fs::exists(all / *given / "releases")) return fs::absolute(all / *given);
  std::vector<fs::path> found;
  std::error_code missing;
  for (const fs::directory_entry& entry : fs::directory_iterator(all, missing)) {
    if (fs::exists(entry.path() / "releases/start_erl.data")) found.push_back(entry.path());
  }
  if (!given && found.size() == 1) return fs::absolute(found.front());
  std::string names;
  for (const fs::path& folder : found) names += (names.empty() ? "" : ", ") + folder.filename().string();
  if (given) {
    throw Error(concat({"there is no release \"", *given, "\" in ", all.string(),
                        names.empty() ? "" : ", but " + names, "; `slipway release` makes one"}));
  }
  throw Error(found.empty()
                  ? concat({"there is no release in ", all.string(), "; `slipway release` makes one"})
                  : concat({"which one: ", names, "? Name it: slipway run --no-container NAME"}));
}

/// The launcher: the program in bin/ whose version folder has a launch plan of its name.
fs::path launcher_of(const fs::path& folder) {
  std::string version = read_file_if_exists((folder / "releases/start_erl.data").string()).value_or("");
  version = version.substr(version.find(' ') + 1);
  while (version.ends_with('\n')) version.pop_back();
  const fs::path plan = folder / "releases" / version / "launch.term";
  const std::optional<std::string> text = read_file_if_exists(plan.string());
  if (!text) throw Error(plan.string() + " is missing; assemble the release with `slipway release`");
  return folder / "bin" / erl::read_launch_plan(*text, plan.string()).name;
}

int run_release(const std::optional<std::string>& given, const ContainerRun& run) {
  const fs::path folder = release_folder(given);
  const fs::path launcher = launcher_of(folder);
  const auto settings = project::read_settings(fs::current_path()).value_or(project::Settings()).image;
  // What the image would set, then what was asked for.
  ::setenv("PHX_SERVER", "true", 0);
  for (const auto& [name, value] : settings.environment) ::setenv(name.c_str(), value.c_str(), 0);
  for (const std::string& variable : run.environment) {
    const std::size_t equals = variable.find('=');
    if (equals == std::string::npos) continue;
    ::setenv(variable.substr(0, equals).c_str(), variable.c_str() + equals + 1, 1);
  }
  std::vector<std::string> words = {launcher.string()};
  words.insert(words.end(), run.command.begin(), run.command.end());
  if (run.command.empty()) words.emplace_back("start");
  // In a terminal Ctrl-C would open the emulator's BREAK menu.
  const bool starts = words.size() == 2 && words.back() == "start";
  if (starts && ::isatty(STDIN_FILENO) == 1) return run_and_wait(words, Foreground::kOurs);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(launcher.c_str(), arguments.data());
  throw SystemError(errno, "execute " + launcher.string());
}

/// No name of an image begins so, and none ends so in all likelihood.
bool is_path(std::string_view image) {
  return image.starts_with('/') || image.starts_with('.') || image.starts_with('_') ||
         image.ends_with(".tar");
}

int run(const Arguments& arguments) {
  const ContainerRun container{.ports = arguments.values("--publish"),
                               .environment = arguments.values("--env"),
                               .command = arguments.rest()};
  for (const std::string& variable : container.environment) {
    if (variable.empty() || variable.front() == '=') {
      throw UsageError("-e \"" + variable + "\": expected NAME=VALUE or NAME");
    }
  }
  if (arguments.has("--no-container")) {
    if (arguments.value("--engine")) throw UsageError("--no-container and --engine exclude each other");
    if (!container.ports.empty()) {
      std::fputs("-p is left out: without a container the system listens on this machine's own ports\n",
                 stderr);
    }
    return run_release(arguments.positional(), container);
  }
  if (!arguments.positional()) {
    throw UsageError("which image? An archive, a layout (oci:DIR) or a reference; or --no-container");
  }
  const std::string image = *arguments.positional();
  std::optional<Engine> engine;
  if (const auto name = arguments.value("--engine")) engine = installed_engine(*name);
  if (const std::optional<ImagePlace> place = image_place(image))
    return run_stored(*place, engine, container);
  if (is_path(image)) {
    throw Error(
        concat({"there is no ", image, "; `slipway image` writes an archive, and its output names it"}));
  }
  oci::Reference::parse(image);  // refuses what is none
  if (engine && !keeps_images(*engine)) {
    throw Error(concat({program_of(*engine), " does not pull images, and ", image,
                        " is no file here; give an archive or a layout"}));
  }
  return run_by_name(engine ? *engine : find_engine(true), image, container);
}

}  // namespace

Command run_command() {
  return {.name = "run",
          .summary = "Run an image with Docker, podman, runc or crun, or a release without any",
          .details = kDetails,
          .positional = PositionalSpec{"IMAGE", "an archive, oci:DIR, oci:DIR:TAG or a reference"},
          .options = kOptions,
          .run = run,
          .rest = "COMMAND"};
}

}  // namespace slipway::cli

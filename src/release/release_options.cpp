#include "release/release_options.hpp"

#include "base/error.hpp"
#include "release/option_reader.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

void read_strip_options(const OptionReader& options, ReleaseOptions& result) {
  const erl::Term* strip = options.find("strip_beams");
  if (strip == nullptr || strip->is_atom("true")) return;
  if (strip->is_atom("false")) {
    result.strip_beams = false;
    return;
  }
  if (strip->proper_list() == nullptr)
    OptionReader::fail("strip_beams", *strip, "true, false or [keep: [\"Docs\"]]");
  const OptionReader details(*strip);
  result.compress_beams = details.boolean("compress", false);
  result.kept_chunks = details.texts("keep", "a list of chunk names such as [\"Docs\"]");
}

void read_executables(const OptionReader& options, ReleaseOptions& result) {
  const erl::Term* value = options.find("include_executables_for");
  if (value == nullptr) return;
  constexpr std::string_view kExpected = "a list of :unix and :windows";
  result.includes_unix = false;
  for (const std::string& system : options.texts("include_executables_for", kExpected)) {
    if (system != "unix" && system != "windows") {
      OptionReader::fail("include_executables_for", *value, kExpected);
    }
    (system == "unix" ? result.includes_unix : result.includes_windows) = true;
  }
}

std::vector<fs::path> read_overlays(const OptionReader& options) {
  std::vector<fs::path> overlays;
  for (const std::string& overlay : options.texts("overlays", "a path or a list of paths")) {
    if (!fs::is_directory(overlay)) {
      throw Error("the release option :overlays names " + overlay + ", which is no folder");
    }
    overlays.emplace_back(overlay);
  }
  return overlays;
}

RuntimeConfiguration read_runtime_configuration(const OptionReader& options) {
  const erl::Term* value = options.find("runtime_config_path");
  if (value == nullptr) return {};
  if (value->is_atom("false")) return {.source = RuntimeConfiguration::Source::kNone, .path = {}};
  const std::optional<std::string> path = OptionReader::string(*value);
  if (!path) OptionReader::fail("runtime_config_path", *value, "a path or false");
  return {.source = RuntimeConfiguration::Source::kFile, .path = *path};
}

// Other than elsewhere, nil is not the default here: Mix.Release.validate_compile_env/1 compares with true.
bool read_validate_compile_env(const erl::Term& term, const OptionReader& options) {
  const erl::Term* value = erl::find(term, "validate_compile_env");
  if (value != nullptr && value->is_atom("nil")) return false;
  return options.boolean("validate_compile_env", true);
}

}  // namespace

ReleaseOptions read_release_options(const erl::Term& term) {
  const OptionReader options(term);
  ReleaseOptions result;
  result.cookie = options.text("cookie", "a string");
  // The launcher refuses it, at each start.
  if (result.cookie && result.cookie->empty())
    throw Error(
        "the cookie is empty; set the release option :cookie to a secret, or leave it out for a random one");
  read_strip_options(options, result);
  result.validate_compile_env = read_validate_compile_env(term, options);
  result.runtime_configuration = read_runtime_configuration(options);
  if (options.find("reboot_system_after_config") != nullptr) {
    result.reboot_system_after_config = options.boolean("reboot_system_after_config", false);
  }
  result.start_distribution_during_config = options.boolean("start_distribution_during_config", false);
  result.prune_runtime_sys_config_after_boot = options.boolean("prune_runtime_sys_config_after_boot", false);
  result.templates = options.text("rel_templates_path", "a path").value_or("rel");
  result.overlays = read_overlays(options);
  result.skip_mode_validation_for = options.texts("skip_mode_validation_for", "a list of applications");
  read_executables(options, result);
  result.quiet = options.is_truthy("quiet");
  return result;
}

}  // namespace slipway::release

#include "release/release_options.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "erl/text_writer.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

// A keyword list of mix.exs; errors name the key and what stands there.
class Options {
 public:
  explicit Options(const erl::Term& options) : options_(options) {
    if (options.proper_list() == nullptr)
      throw Error("the options of a release must be a keyword list, found " + show(options));
  }

  const erl::Term* find(std::string_view key) const {
    const erl::Term* value = erl::find(options_, key);
    return value == nullptr || value->is_atom("nil") ? nullptr : value;
  }
  bool boolean(std::string_view key, bool default_value) const {
    const erl::Term* value = find(key);
    if (value == nullptr) return default_value;
    if (!value->is_atom("true") && !value->is_atom("false")) fail(key, *value, "true or false");
    return value->is_atom("true");
  }
  std::optional<std::string> text(std::string_view key, std::string_view expected) const {
    const erl::Term* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto* binary = value->as<erl::Binary>();
    if (binary == nullptr) fail(key, *value, expected);
    return binary->bytes;
  }
  std::vector<std::string> texts(std::string_view key, std::string_view expected) const {
    const erl::Term* value = find(key);
    std::vector<std::string> texts;
    if (value == nullptr) return texts;
    if (const auto* binary = value->as<erl::Binary>()) return {binary->bytes};
    const auto* elements = value->proper_list();
    if (elements == nullptr) fail(key, *value, expected);
    for (const erl::Term& element : *elements) {
      std::optional<std::string> text = erl::text_of(element);
      if (!text) fail(key, *value, expected);
      texts.push_back(*std::move(text));
    }
    return texts;
  }

  [[noreturn]] static void fail(std::string_view key, const erl::Term& value, std::string_view expected) {
    throw Error("the release option :" + std::string(key) + " must be " + std::string(expected) + ", found " +
                show(value));
  }
  [[noreturn]] static void not_yet(std::string_view what, std::string_view instead) {
    throw Error(std::string(what) + " is not supported by this version of Slipway; " + std::string(instead));
  }

  static std::string show(const erl::Term& value) {
    try {
      return erl::to_text(value);
    } catch (const Error&) {
      return "a value that can't be shown";
    }
  }

 private:
  const erl::Term& options_;
};

void refuse_unsupported(const Options& options, const project::MixFacts& facts) {
  const auto is = [](const erl::Term* value, std::string_view atom) {
    return value == nullptr || value->is_atom(atom);
  };
  if (facts.umbrella)
    Options::not_yet("an umbrella project", "assemble the release from one of its applications");
  if (std::find(facts.aliases.begin(), facts.aliases.end(), "release") != facts.aliases.end()) {
    Options::not_yet("an alias for `release` in mix.exs", "remove it from :aliases, or give it another name");
  }
  if (!is(options.find("include_erts"), "true")) {
    Options::not_yet("the release option :include_erts other than true",
                     "leave it out: the ERTS in use is included");
  }
  if (const erl::Term* steps = options.find("steps"); steps != nullptr) {
    const auto* list = steps->proper_list();
    if (list == nullptr || list->size() != 1 || !list->front().is_atom("assemble")) {
      Options::not_yet("the release option :steps other than [:assemble]", "leave it out");
    }
  }
}

void read_strip_options(const Options& options, ReleaseOptions& result) {
  const erl::Term* strip = options.find("strip_beams");
  if (strip == nullptr || strip->is_atom("true")) return;
  if (strip->is_atom("false")) {
    result.strip_beams = false;
    return;
  }
  if (strip->proper_list() == nullptr)
    Options::fail("strip_beams", *strip, "true, false or [keep: [\"Docs\"]]");
  const Options details(*strip);
  if (details.boolean("compress", false)) {
    Options::not_yet("strip_beams: [compress: true]",
                     "leave it out: images and archives are compressed as a whole");
  }
  result.kept_chunks = details.texts("keep", "a list of chunk names such as [\"Docs\"]");
}

void read_executables(const Options& options, ReleaseOptions& result) {
  const erl::Term* value = options.find("include_executables_for");
  if (value == nullptr) return;
  const std::vector<std::string> systems =
      options.texts("include_executables_for", "a list of :unix and :windows");
  for (const std::string& system : systems) {
    if (system != "unix" && system != "windows") {
      Options::fail("include_executables_for", *value, "a list of :unix and :windows");
    }
    if (system == "windows") result.asks_for_windows = true;
  }
  if (std::find(systems.begin(), systems.end(), "unix") == systems.end()) {
    Options::not_yet("a release without :unix executables", "add :unix to :include_executables_for");
  }
}

std::vector<fs::path> read_overlays(const Options& options) {
  std::vector<fs::path> overlays;
  for (const std::string& overlay : options.texts("overlays", "a path or a list of paths")) {
    if (!fs::is_directory(overlay)) {
      throw Error("the release option :overlays names " + overlay + ", which is no folder");
    }
    overlays.emplace_back(overlay);
  }
  return overlays;
}

fs::path read_path(const Options& options, const fs::path& otherwise, const ReleaseOverrides& overrides) {
  const fs::path configured = options.text("path", "a path").value_or(otherwise);
  const fs::path wanted = overrides.path.value_or(configured);
  if (wanted.empty()) throw Error("the path of the release is empty; leave it out for " + otherwise.string());
  const fs::path path = fs::absolute(wanted).lexically_normal();
  // The folder is replaced as a whole: whoever stands in it, as this process does, would stand nowhere.
  const fs::path target = fs::weakly_canonical(path) / "";
  if ((fs::current_path() / "").string().starts_with(target.string())) {
    throw Error("the path of the release, " + target.parent_path().string() +
                ", holds the project itself; choose a folder of its own");
  }
  return path.has_filename() ? path : path.parent_path();
}

RuntimeConfiguration read_runtime_configuration(const Options& options) {
  const erl::Term* value = options.find("runtime_config_path");
  if (value == nullptr) return {};
  if (value->is_atom("false")) return {.source = RuntimeConfiguration::Source::kNone, .path = {}};
  const auto* path = value->as<erl::Binary>();
  if (path == nullptr) Options::fail("runtime_config_path", *value, "a path or false");
  return {.source = RuntimeConfiguration::Source::kFile, .path = path->bytes};
}

BootList read_applications(const Options& options) {
  const erl::Term* value = options.find("applications");
  BootList applications;
  if (value == nullptr) return applications;
  constexpr std::string_view kExpected = "a keyword list of modes such as [my_app: :permanent]";
  const auto* entries = value->proper_list();
  if (entries == nullptr) Options::fail("applications", *value, kExpected);
  for (const erl::Term& entry : *entries) {
    const auto* pair = entry.tuple(2);
    const auto* name = pair != nullptr ? pair->front().as<erl::Atom>() : nullptr;
    const auto* mode = pair != nullptr ? pair->back().as<erl::Atom>() : nullptr;
    if (name == nullptr || mode == nullptr) Options::fail("applications", *value, kExpected);
    applications.push_back({name->name, read_mode(mode->name, name->name)});
  }
  return applications;
}

void check_version(const std::string& version) {
  const bool plain = std::all_of(version.begin(), version.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '/' && c != '\x7F';
  });
  if (version.empty() || !plain || version == "." || version == "..") {
    throw Error("the version \"" + version +
                "\" can't be used: it names a folder below releases/, so it must not be empty or hold blanks "
                "or \"/\"");
  }
}

std::variant<std::string, VersionFromApplication> read_version(const Options& options,
                                                               const project::MixFacts& facts,
                                                               const ReleaseOverrides& overrides) {
  if (overrides.version) return *overrides.version;
  const erl::Term* value = options.find("version");
  if (value == nullptr) {
    if (facts.version) return *facts.version;
    throw Error("there is no version: set :version in the project of mix.exs, or in the release's options");
  }
  if (const auto* pair = value->tagged_tuple("from_app", 2);
      pair != nullptr && pair->back().is<erl::Atom>()) {
    return VersionFromApplication{pair->back().as<erl::Atom>()->name};
  }
  const auto* text = value->as<erl::Binary>();
  if (text == nullptr) Options::fail("version", *value, "a string or {:from_app, :my_app}");
  return text->bytes;
}

}  // namespace

std::string choose_release(const project::MixFacts& facts, const std::optional<std::string>& asked_for) {
  const auto known = [&facts](std::string_view name) {
    return std::any_of(facts.releases.begin(), facts.releases.end(),
                       [name](const project::ConfiguredRelease& release) { return release.name == name; });
  };
  const auto names = [&facts] {
    std::string list;
    for (const auto& release : facts.releases) list += (list.empty() ? "" : ", ") + release.name;
    return list;
  };
  const auto must_be_known = [&](const std::string& name) {
    if (known(name)) return name;
    const bool none = facts.releases.empty();
    throw Error("unknown release " + name + "; " +
                (none ? "mix.exs has no :releases, so leave the name out"
                      : "the releases in mix.exs are: " + names()));
  };
  if (asked_for) return must_be_known(*asked_for);
  if (facts.releases.size() == 1) return facts.releases.front().name;
  if (facts.releases.size() > 1) {
    if (facts.default_release) return must_be_known(*facts.default_release);
    throw Error("mix.exs has several releases (" + names() +
                "): name one, as in `slipway release NAME`, or set :default_release");
  }
  if (!facts.app) throw Error("mix.exs names neither an :app nor :releases");
  return *facts.app;
}

ReleaseOptions read_release_options(const std::string& name, const erl::Term& term,
                                    const project::MixFacts& facts, const ReleaseOverrides& overrides) {
  const auto is_name_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || name[0] < 'a' || name[0] > 'z' ||
      !std::all_of(name.begin(), name.end(), is_name_character)) {
    throw Error("the release name \"" + name +
                "\" can't be used: it must begin with a lowercase letter, and hold lowercase letters, digits "
                "and \"_\"");
  }
  const Options options(term);
  refuse_unsupported(options, facts);
  ReleaseOptions result;
  result.name = name;
  result.applications = read_applications(options);
  result.version = read_version(options, facts, overrides);
  if (const auto* version = std::get_if<std::string>(&result.version)) check_version(*version);
  result.path = read_path(options, facts.build_path / "rel" / name, overrides);
  result.cookie = options.text("cookie", "a string");
  read_strip_options(options, result);
  result.validate_compile_env = options.boolean("validate_compile_env", true);
  result.runtime_configuration = read_runtime_configuration(options);
  if (options.find("reboot_system_after_config") != nullptr) {
    result.reboot_system_after_config = options.boolean("reboot_system_after_config", false);
  }
  result.start_distribution_during_config = options.boolean("start_distribution_during_config", false);
  result.prune_runtime_sys_config_after_boot = options.boolean("prune_runtime_sys_config_after_boot", false);
  if (const erl::Term* providers = options.find("config_providers"); providers != nullptr) {
    const auto* list = providers->proper_list();
    if (list == nullptr) Options::fail("config_providers", *providers, "a list of {module, argument}");
    result.has_config_providers = !list->empty();
  }
  result.templates = options.text("rel_templates_path", "a path").value_or("rel");
  result.overlays = read_overlays(options);
  result.skip_mode_validation_for = options.texts("skip_mode_validation_for", "a list of applications");
  read_executables(options, result);
  result.quiet = overrides.quiet || options.boolean("quiet", false);
  return result;
}

}  // namespace slipway::release

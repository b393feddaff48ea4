#include "release/release_request.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "release/option_reader.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

fs::path read_path(const OptionReader& options, const fs::path& otherwise) {
  const fs::path wanted = options.text("path", "a path").value_or(otherwise);
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

BootList read_applications(const OptionReader& options) {
  const erl::Term* value = options.find("applications");
  BootList applications;
  if (value == nullptr) return applications;
  constexpr std::string_view kExpected = "a keyword list of modes such as [my_app: :permanent]";
  const auto* entries = value->proper_list();
  if (entries == nullptr) OptionReader::fail("applications", *value, kExpected);
  for (const erl::Term& entry : *entries) {
    const auto* pair = entry.tuple(2);
    const auto* name = pair != nullptr ? pair->front().as<erl::Atom>() : nullptr;
    const auto* mode = pair != nullptr ? pair->back().as<erl::Atom>() : nullptr;
    if (name == nullptr || mode == nullptr) OptionReader::fail("applications", *value, kExpected);
    applications.push_back({name->name, read_mode(mode->name, name->name)});
  }
  return applications;
}

std::variant<std::string, VersionFromApplication> read_version(const OptionReader& options,
                                                               const project::MixFacts& facts) {
  const erl::Term* value = options.find("version");
  if (value == nullptr) {
    if (facts.version) return *facts.version;
    throw Error("there is no version: set :version in the project of mix.exs, or in the release's options");
  }
  if (const auto* pair = value->tagged_tuple("from_app", 2);
      pair != nullptr && pair->back().is<erl::Atom>()) {
    return VersionFromApplication{pair->back().as<erl::Atom>()->name};
  }
  // Application.spec(:my_app, :vsn) is a charlist.
  const std::optional<std::string> text = OptionReader::string(*value);
  if (!text) OptionReader::fail("version", *value, "a string or {:from_app, :my_app}");
  return *text;
}

std::variant<ErtsInUse, NoErts, ErtsIn> read_include_erts(const OptionReader& options) {
  const erl::Term* value = options.find("include_erts");
  if (value == nullptr || value->is_atom("true")) return ErtsInUse{};
  if (value->is_atom("false")) return NoErts{};
  const std::optional<std::string> folder = OptionReader::string(*value);
  if (!folder) {
    OptionReader::fail("include_erts", *value,
                       "true, false, the path of an ERTS, or a function that gives one of them");
  }
  return ErtsIn{fs::absolute(*folder)};
}

bool is_function(const erl::Term& step) {
  const auto* function = step.tagged_tuple("$function", 3);
  return function != nullptr && (*function)[1] == erl::integer(1);
}

// As Mix.Release.validate_steps!/1: functions of one argument, :assemble once, :tar at most once and behind
// it.
void read_steps(const OptionReader& options, ReleaseRequest& request) {
  const erl::Term* value = options.find("steps");
  if (value == nullptr) return;
  constexpr std::string_view kExpected =
      "a list of functions of one argument with :assemble once, and at most one :tar behind it";
  const auto* steps = value->proper_list();
  if (steps == nullptr) OptionReader::fail("steps", *value, kExpected);
  int assembles = 0;
  int tars = 0;
  for (const erl::Term& step : *steps) {
    if (is_function(step)) {
      request.has_functions = true;
    } else if (step.is_atom("assemble")) {
      if (++assembles > 1 || tars > 0) OptionReader::fail("steps", *value, kExpected);
    } else if (step.is_atom("tar")) {
      if (++tars > 1) OptionReader::fail("steps", *value, kExpected);
    } else {
      OptionReader::fail("steps", *value, kExpected);
    }
  }
  if (assembles == 0) OptionReader::fail("steps", *value, kExpected);
}

void require_applications_of_umbrella(const std::string& name, const project::MixFacts& facts,
                                      const BootList& applications) {
  if (!facts.umbrella || !applications.empty()) return;
  throw Error("the release " + name +
              " of an umbrella project must list the applications that belong to it, as in `releases: [" +
              name +
              ": [applications: [my_app: :permanent]]]` of the umbrella's mix.exs; or run this in the folder "
              "of one of "
              "its applications");
}

}  // namespace

void check_release_version(const std::string& version) {
  const bool plain = std::all_of(version.begin(), version.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '/' && c != '\x7F';
  });
  if (version.empty() || !plain || version == "." || version == "..") {
    throw Error("the version \"" + version +
                "\" can't be used: it names a folder below releases/, so it must not be empty or hold blanks "
                "or \"/\"");
  }
}

void check_release_name(const std::string& name) {
  const auto is_name_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || name[0] < 'a' || name[0] > 'z' ||
      !std::all_of(name.begin(), name.end(), is_name_character)) {
    throw Error("the release name \"" + name +
                "\" can't be used: it must begin with a lowercase letter, and hold lowercase letters, digits "
                "and \"_\"");
  }
}

std::string choose_release(const project::MixFacts& facts, const std::optional<std::string>& asked_for) {
  const auto known = [&facts](std::string_view name) {
    return std::find(facts.releases.begin(), facts.releases.end(), name) != facts.releases.end();
  };
  const auto names = [&facts] {
    std::string list;
    for (const std::string& name : facts.releases) list += (list.empty() ? "" : ", ") + name;
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
  if (facts.releases.size() == 1) return facts.releases.front();
  if (facts.releases.size() > 1) {
    if (facts.default_release) return must_be_known(*facts.default_release);
    throw Error("mix.exs has several releases (" + names() +
                "): name one, as in `slipway release NAME`, or set :default_release");
  }
  if (facts.umbrella) {
    throw Error(
        "an umbrella project must define its releases in mix.exs, each with the applications that belong to "
        "it, as in "
        "`releases: [my_release: [applications: [my_app: :permanent]]]`; or run this in the folder of one of "
        "its "
        "applications");
  }
  if (!facts.app) throw Error("mix.exs names neither an :app nor :releases");
  return *facts.app;
}

ReleaseRequest read_release_request(const std::string& name, const erl::Term& term,
                                    const project::MixFacts& facts) {
  check_release_name(name);
  const OptionReader options(term);
  ReleaseRequest request;
  request.name = name;
  request.applications = read_applications(options);
  require_applications_of_umbrella(name, facts, request.applications);
  request.version = read_version(options, facts);
  if (const auto* version = std::get_if<std::string>(&request.version)) check_release_version(*version);
  request.path = read_path(options, facts.build_path / "rel" / name);
  request.erts = read_include_erts(options);
  if (const erl::Term* providers = options.find("config_providers"); providers != nullptr) {
    const auto* list = providers->proper_list();
    if (list == nullptr) OptionReader::fail("config_providers", *providers, "a list of {module, argument}");
    request.has_config_providers = !list->empty();
  }
  read_steps(options, request);
  request.options = term;
  return request;
}

}  // namespace slipway::release

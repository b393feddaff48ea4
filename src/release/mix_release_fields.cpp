// How a %Mix.Release{} travels to the probe and back.
#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/text_writer.hpp"
#include "release/mix_release.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;
using erl::boolean;
using erl::pair;
using erl::Term;

Term boot_list(const BootList& boot) {
  std::vector<Term> entries;
  for (const BootEntry& entry : boot)
    entries.push_back(pair(entry.application, erl::atom(mode_name(entry.mode))));
  return erl::list(std::move(entries));
}

// The properties that Mix.Release has of an application: the .app file's behind its own three.
Term application_properties(const SelectedApplication& application) {
  std::vector<Term> properties = {
      pair("path", erl::charlist(application.folder.string())),
      pair("otp_app?", boolean(application.is_otp)),
      pair("mode", erl::atom(application.is_included ? "included" : mode_name(application.mode))),
  };
  properties.insert(properties.end(), application.resource.properties.begin(),
                    application.resource.properties.end());
  return pair(application.name, erl::list(std::move(properties)));
}

// Reads what the functions returned; errors name the field.
class FieldReader {
 public:
  FieldReader(const Term& fields, const MixRelease& before) : fields_(fields), before_(before) {}

  MixRelease read() const {
    MixRelease release;
    release.name = text("name");
    check_release_name(release.name);
    release.version = text("version");
    check_release_version(release.version);
    release.path = path(release.version);
    release.erts = before_.erts;
    release.erts.folder.reset();
    if (!field("erts_source").is_atom("nil")) release.erts.folder = text("erts_source");
    release.erts.version = text("erts_version");
    for (const Term& entry : list("applications")) release.applications.push_back(application(entry));
    std::sort(release.applications.begin(), release.applications.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
    for (const Term& entry : list("boot_scripts")) release.boot_scripts.push_back(boot_script(entry));
    std::sort(release.boot_scripts.begin(), release.boot_scripts.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
    release.has_config_providers = field("has_config_providers").is_atom("true");
    release.options = field("options");
    for (const Term& entry : list("overlays")) release.overlays.push_back(erl::text_of(entry).value_or(""));
    return release;
  }

 private:
  [[noreturn]] static void fail(const std::string& problem) {
    throw Error("a function in :steps returned a release whose " + problem);
  }

  const Term& field(std::string_view key) const {
    const Term* value = erl::find(fields_, key);
    if (value == nullptr) fail("field " + std::string(key) + " is missing");
    return *value;
  }
  std::string text(std::string_view key) const {
    std::optional<std::string> text = erl::text_of(field(key));
    if (!text) fail("field " + std::string(key) + " is no text: " + erl::to_text(field(key)));
    return *std::move(text);
  }
  const std::vector<Term>& list(std::string_view key) const {
    const auto* elements = field(key).proper_list();
    if (elements == nullptr) fail("field " + std::string(key) + " is no list or map");
    return *elements;
  }

  fs::path path(const std::string& version) const {
    fs::path path = fs::path(text("path")).lexically_normal();
    if (!path.is_absolute()) fail("path is not absolute: " + path.string());
    if (!path.has_filename()) path = path.parent_path();
    const fs::path before = before_.path / before_.version_folder();
    const fs::path version_path = fs::path(text("version_path")).lexically_normal();
    if (version_path != before && version_path != path / "releases" / version) {
      fail("version_path is " + version_path.string() +
           "; it must be releases/VERSION in the release's path, so change :path or :version");
    }
    return path;
  }

  SelectedApplication application(const Term& entry) const {
    const auto* elements = entry.tuple(4);
    if (elements == nullptr) fail("applications are no keyword lists");
    const std::string name = erl::text_of((*elements)[0]).value_or("");
    const fs::path folder = erl::text_of((*elements)[1]).value_or("");
    SelectedApplication application;
    const SelectedApplication* known = before_.find(name);
    if (known != nullptr && known->folder == folder) {
      application = *known;
    } else {
      const fs::path file = folder / "ebin" / (name + ".app");
      application = {.name = name,
                     .folder = folder,
                     .resource = erl::read_application_resource(read_file(file), name, file.string())};
    }
    application.is_otp = (*elements)[2].is_atom("true");
    const std::string mode = erl::text_of((*elements)[3]).value_or("");
    application.is_included = mode == "included";
    application.mode = application.is_included ? ApplicationMode::kLoad : read_mode(mode, name);
    return application;
  }

  static NamedBootList boot_script(const Term& entry) {
    const auto* named = entry.tuple(2);
    const auto* name = named != nullptr ? named->front().as<erl::Atom>() : nullptr;
    const auto* applications = named != nullptr ? named->back().proper_list() : nullptr;
    if (name == nullptr || applications == nullptr) {
      fail("boot_scripts are no map of keyword lists: " + erl::to_text(entry));
    }
    if (name->name.empty() || name->name.find('/') != std::string::npos) {
      fail("boot script :\"" + name->name + "\" can't be the name of a file");
    }
    NamedBootList script{name->name, {}};
    for (const Term& element : *applications) {
      const auto* application = element.tuple(2);
      const auto* mode = application != nullptr ? application->back().as<erl::Atom>() : nullptr;
      if (mode == nullptr || !application->front().is<erl::Atom>()) {
        fail("boot script " + name->name +
             " has an entry that is no application with a mode: " + erl::to_text(element));
      }
      const std::string& application_name = application->front().as<erl::Atom>()->name;
      script.applications.push_back({application_name, read_mode(mode->name, application_name)});
    }
    return script;
  }

  const Term& fields_;
  const MixRelease& before_;
};

}  // namespace

Term to_fields(const MixRelease& release) {
  std::vector<Term> applications;
  for (const SelectedApplication& application : release.applications) {
    applications.push_back(application_properties(application));
  }
  std::vector<Term> boot_scripts;
  for (const NamedBootList& script : release.boot_scripts) {
    boot_scripts.push_back(pair(script.name, boot_list(script.applications)));
  }
  const fs::path version_path = release.path / release.version_folder();
  const std::optional<fs::path>& erts = release.erts.folder;
  return erl::map({
      {erl::atom("name"), erl::atom(release.name)},
      {erl::atom("version"), erl::binary(release.version)},
      {erl::atom("path"), erl::binary(release.path.string())},
      {erl::atom("version_path"), erl::binary(version_path.string())},
      {erl::atom("erts_source"), erts ? erl::binary(erts->string()) : erl::atom("nil")},
      {erl::atom("erts_version"), erl::binary(release.erts.version)},
      {erl::atom("applications"), erl::list(std::move(applications))},
      {erl::atom("boot_scripts"), erl::list(std::move(boot_scripts))},
  });
}

MixRelease read_changed_release(const Term& fields, const MixRelease& before) {
  return FieldReader(fields, before).read();
}

}  // namespace slipway::release

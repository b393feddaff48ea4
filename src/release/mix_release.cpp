#include "release/mix_release.hpp"

#include "base/error.hpp"
#include "release/application_finder.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

// Mix.Release.erts_data/1.
ErtsSource find_erts(const project::MixFacts& facts, const ReleaseRequest& request) {
  if (std::holds_alternative<NoErts>(request.erts)) {
    return {.folder = std::nullopt, .version = facts.erts_version, .libraries = facts.otp_lib_dir};
  }
  const auto* in = std::get_if<ErtsIn>(&request.erts);
  if (in == nullptr) {
    return {.folder = facts.otp_root / ("erts-" + facts.erts_version),
            .version = facts.erts_version,
            .libraries = facts.otp_lib_dir};
  }
  const fs::path folder = in->folder.has_filename() ? in->folder : in->folder.parent_path();
  const std::string name = folder.filename().string();
  constexpr std::string_view kPrefix = "erts-";
  if (!fs::is_directory(folder / "bin") || !name.starts_with(kPrefix) || name.size() == kPrefix.size()) {
    throw Error("the release option :include_erts names " + folder.string() +
                ", which is no ERTS: it must be a folder called erts-VERSION that holds bin/, in an Erlang "
                "installation");
  }
  return {
      .folder = folder, .version = name.substr(kPrefix.size()), .libraries = folder.parent_path() / "lib"};
}

std::string decide_version(const ReleaseRequest& request, const ApplicationFinder& find) {
  if (const auto* version = std::get_if<std::string>(&request.version)) return *version;
  const std::string& application = std::get<VersionFromApplication>(request.version).application;
  const std::optional<FoundApplication> found = find(application);
  if (!found) {
    throw Error("the version is to come from the application " + application + ", which does not exist");
  }
  check_release_version(found->resource.version);
  return found->resource.version;
}

}  // namespace

MixRelease draft_release(const project::MixFacts& facts, const ReleaseRequest& request) {
  MixRelease release;
  release.name = request.name;
  release.path = request.path;
  release.erts = find_erts(facts, request);
  const ApplicationFinder find = make_application_finder({.otp_lib = release.erts.libraries,
                                                          .dependencies = facts.deps_apps,
                                                          .code_path = facts.code_path,
                                                          .elixir_lib = facts.elixir_lib_dir});
  release.version = decide_version(request, find);
  Selection selection = select_applications(
      {.applications = request.applications, .project_application = facts.app, .elixir = facts.elixir}, find);
  release.applications = std::move(selection.applications);
  release.boot_scripts = {{"start", std::move(selection.start)},
                          {"start_clean", std::move(selection.start_clean)}};
  release.has_config_providers = request.has_config_providers;
  release.options = request.options;
  return release;
}

}  // namespace slipway::release

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "erl/term.hpp"
#include "project/mix_facts.hpp"
#include "release/release_request.hpp"
#include "release/selection.hpp"

namespace slipway::release {

struct NamedBootList {
  /// The file's name without ".boot" and ".script".
  std::string name;
  BootList applications;
};

/// The ERTS of a release, and the libraries that belong to it.
struct ErtsSource {
  /// Holds bin/; nothing where the release runs on the Erlang of the system.
  std::optional<std::filesystem::path> folder;
  std::string version;
  /// The lib/ with OTP's applications.
  std::filesystem::path libraries;
};

/// %Mix.Release{}: what is known of a release before it is assembled. Functions in `steps` are given it, and
/// may change it.
struct MixRelease {
  std::string name;
  std::string version;
  /// Absolute.
  std::filesystem::path path;
  ErtsSource erts;
  /// Sorted by name.
  std::vector<SelectedApplication> applications;
  /// Sorted by name: `start`, `start_clean` and what functions add.
  std::vector<NamedBootList> boot_scripts;
  bool has_config_providers = false;
  /// The options of mix.exs, a keyword list.
  erl::Term options;
  /// Files and folders that were laid over the release, relative to it: what `tar` takes beside the release's
  /// own.
  std::vector<std::string> overlays;

  std::string version_folder() const { return "releases/" + version; }
  /// Null where the release has no such application.
  const SelectedApplication* find(std::string_view application) const {
    return find_application(applications, application);
  }
};

/// What Mix.Release.from_config!/3 makes of the request. Throws Error as select_applications does, and where
/// the version or the ERTS can't be found.
MixRelease draft_release(const project::MixFacts& facts, const ReleaseRequest& request);

/// The message of the draft to the probe: its fields.
erl::Term to_fields(const MixRelease& release);

/// `before` as functions changed it: `fields` as probe/slipway_probe.exs describes them. What Mix documents
/// as read-only can be changed, too, but for `version_path`, which follows from `path` and `version`; of an
/// application, its path and mode. Throws Error where a field has no meaning.
MixRelease read_changed_release(const erl::Term& fields, const MixRelease& before);

}  // namespace slipway::release

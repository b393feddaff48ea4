#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "erl/application_resource.hpp"
#include "project/mix_facts.hpp"
#include "release/application_mode.hpp"

namespace slipway::release {

/// An application and what a boot script does with it.
struct BootEntry {
  std::string application;
  ApplicationMode mode = ApplicationMode::kPermanent;
  bool operator==(const BootEntry&) const = default;
};

/// All applications of a release for one boot script, in the order of the .rel file.
using BootList = std::vector<BootEntry>;

/// Where an application was found.
struct FoundApplication {
  /// The folder that holds ebin/ and priv/.
  std::filesystem::path folder;
  /// It comes from the Erlang installation of the release, not from the project or Elixir.
  bool is_otp = false;
  erl::ApplicationResource resource;
};

/// Finds an application by name; nothing where there is no such application. Throws Error where there is one
/// that can't be read.
using ApplicationFinder = std::function<std::optional<FoundApplication>(const std::string& name)>;

struct SelectionRequest {
  /// The release's `applications:` in the order of mix.exs.
  BootList applications;
  /// The project's own application; an umbrella has none.
  std::optional<std::string> project_application;
  /// The Elixir in use: what Mix selects changed in 1.16 and 1.19.
  project::ElixirVersion elixir;
};

struct SelectedApplication {
  std::string name;
  /// As in the `start` boot list.
  ApplicationMode mode = ApplicationMode::kPermanent;
  /// Wanted as an included application of another one only (Mix calls this mode `:included`).
  bool is_included = false;
  std::filesystem::path folder;
  bool is_otp = false;
  erl::ApplicationResource resource;
};

/// Which applications belong to a release, and how they boot.
/// Null where there is no such application among `applications`, which are sorted by name.
const SelectedApplication* find_application(std::span<const SelectedApplication> applications,
                                            std::string_view name);

struct Selection {
  /// Sorted by name.
  std::vector<SelectedApplication> applications;
  BootList start;
  BootList start_clean;

  /// Null where the release has no such application.
  const SelectedApplication* find(std::string_view name) const {
    return find_application(applications, name);
  }
};

/// What Mix.Release.from_config!/3 selects (Elixir 1.14.0 to 1.20.3). Throws Error where an application is
/// missing, is listed twice, or is both a regular and an included application.
Selection select_applications(const SelectionRequest& request, const ApplicationFinder& find);

/// Throws Error where the boot list could not boot (Mix.Release.make_boot_script/4): an application isn't
/// among `applications`, depends on one that the list lacks, or is to be started and depends on one that is
/// not. Applications in `skip_mode_validation_for` are not looked at.
void check_boot_list(const BootList& boot, std::span<const SelectedApplication> applications,
                     std::span<const std::string> skip_mode_validation_for);

}  // namespace slipway::release

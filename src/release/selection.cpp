#include "release/selection.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::release {
namespace {

using Names = std::vector<std::string>;

/// A mode, or nothing for an included application.
using WantedMode = std::optional<ApplicationMode>;

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <typename Entries>
auto find_entry(Entries& entries, std::string_view name) {
  return std::find_if(entries.begin(), entries.end(),
                      [name](const BootEntry& entry) { return entry.application == name; });
}

bool lists(const BootList& entries, std::string_view name) {
  return find_entry(entries, name) != entries.end();
}

/// How what Mix selects depends on its version.
struct ElixirRules {
  bool start_clean_loads;  // 1.16.0-rc.0
  bool refuses_erts;       // 1.19.0-rc.0

  explicit ElixirRules(const project::ElixirVersion& version)
      : start_clean_loads(version >= project::ElixirVersion{1, 16, 0}),
        refuses_erts(version >= project::ElixirVersion{1, 19, 0}) {}
};

/// The defaults that are not listed, then what is listed, then the project itself.
BootList wanted_applications(const SelectionRequest& request) {
  BootList wanted;
  for (const char* name : {"kernel", "stdlib", "elixir", "sasl"}) {
    if (!lists(request.applications, name)) wanted.push_back({name, ApplicationMode::kPermanent});
  }
  for (const BootEntry& entry : request.applications) {
    if (lists(wanted, entry.application)) {
      throw Error(concat({"the release lists the application ", entry.application,
                          " twice under `applications:`; keep one of the two"}));
    }
    wanted.push_back(entry);
  }
  const auto& project = request.project_application;
  if (project && !lists(wanted, *project)) wanted.push_back({*project, ApplicationMode::kPermanent});
  return wanted;
}

/// Collects applications with all that they need, depth first. The order matters: which of two modes an
/// application hands down to its own dependencies, and which error is seen first.
class Collector {
 public:
  Collector(const BootList& configured, const ApplicationFinder& find)
      : configured_(configured), find_(find) {}

  void require(const std::string& name, WantedMode mode, const SelectedApplication* dependent = nullptr) {
    const auto present = applications_.find(name);
    if (present == applications_.end()) {
      const auto configured = find_entry(configured_, name);
      add(name, configured != configured_.end() ? configured->mode : mode, dependent);
    } else if (!lists(configured_, name)) {
      merge(present->second, mode);
    }
  }

  bool has(const std::string& name) const { return applications_.contains(name); }

  std::vector<SelectedApplication> take() && {
    std::vector<SelectedApplication> sorted;
    for (auto& [name, application] : applications_) sorted.push_back(std::move(application));
    return sorted;
  }

 private:
  void add(const std::string& name, WantedMode mode, const SelectedApplication* dependent) {
    std::optional<FoundApplication> found = find_(name);
    if (!found) {
      if (dependent != nullptr && contains(dependent->resource.optional_applications, name)) return;
      fail_missing(name, dependent);
    }
    const SelectedApplication& added =
        applications_
            .emplace(name,
                     SelectedApplication{name, mode.value_or(ApplicationMode::kLoad), !mode.has_value(),
                                         std::move(found->folder), found->is_otp, std::move(found->resource)})
            .first->second;
    for (const std::string& child : added.resource.applications) {
      require(child, mode.value_or(ApplicationMode::kLoad), &added);
    }
    for (const std::string& child : added.resource.included_applications)
      require(child, std::nullopt, &added);
  }

  void merge(SelectedApplication& present, WantedMode mode) {
    if (present.is_included && !mode) return;
    if (present.is_included != !mode) {
      throw Error(
          concat({"the application ", present.name,
                  " is needed both as a regular application and as an included application of another one. ",
                  "List it in the release with a mode of its own, such as `applications: [", present.name,
                  ": :load]`"}));
    }
    if (present.mode == *mode) return;
    const ApplicationMode merged = std::min(present.mode, *mode);
    present.mode = merged;
    for (const std::string& child : present.resource.applications) require(child, merged, &present);
  }

  [[noreturn]] static void fail_missing(const std::string& name, const SelectedApplication* dependent) {
    const std::string who = dependent == nullptr ? "the release lists" : dependent->name + " depends on";
    throw Error(concat({"could not find the application ", name, ", which ", who,
                        ": it is neither in the Erlang installation nor among the compiled applications of ",
                        "the project. Check the name, or add it to the dependencies"}));
  }

  const BootList& configured_;
  const ApplicationFinder& find_;
  /// A map, because references to its values outlive insertions.
  std::map<std::string, SelectedApplication> applications_;
};

BootList start_list(const BootList& listed, const std::vector<SelectedApplication>& applications) {
  BootList start = listed;
  for (const SelectedApplication& application : applications) {
    if (!lists(listed, application.name)) start.push_back({application.name, application.mode});
  }
  return start;
}

BootList start_clean_list(const BootList& start, const ElixirRules& rules) {
  BootList clean = {{"kernel", ApplicationMode::kPermanent}, {"stdlib", ApplicationMode::kPermanent}};
  for (const BootEntry& entry : start) {
    if (lists(clean, entry.application)) continue;
    const bool load = rules.start_clean_loads && entry.mode != ApplicationMode::kNone;
    clean.push_back({entry.application, load ? ApplicationMode::kLoad : ApplicationMode::kNone});
  }
  return clean;
}

void check_dependency(const BootEntry& entry, const SelectedApplication& application,
                      const std::string& child, const BootList& boot) {
  const auto found = find_entry(boot, child);
  if (found == boot.end()) {
    if (contains(application.resource.optional_applications, child)) return;
    throw Error(concat({"the application ", entry.application, " is part of the boot script, but ", child,
                        ", which it depends on, is not"}));
  }
  if (is_started(entry.mode) && !is_started(found->mode)) {
    throw Error(concat(
        {"the application ", entry.application, " has the mode ", mode_name(entry.mode), ", but depends on ",
         child, ", whose mode is ", mode_name(found->mode), ": the release would fail to boot. Start ", child,
         " too, or set all applications that depend on it to :load or :none, or add ", entry.application,
         " to `skip_mode_validation_for:` where ", child, " is started by other means"}));
  }
}

}  // namespace

const SelectedApplication* find_application(std::span<const SelectedApplication> applications,
                                            std::string_view name) {
  const auto found = std::lower_bound(applications.begin(), applications.end(), name,
                                      [](const SelectedApplication& application, std::string_view wanted) {
                                        return application.name < wanted;
                                      });
  return found != applications.end() && found->name == name ? &*found : nullptr;
}

Selection select_applications(const SelectionRequest& request, const ApplicationFinder& find) {
  const ElixirRules rules(request.elixir);
  const BootList configured = wanted_applications(request);

  Collector collector(configured, find);
  for (const BootEntry& entry : configured) collector.require(entry.application, entry.mode);

  // A remote shell wants IEx in the release; nothing has to start it.
  BootList listed = configured;
  if (!collector.has("iex")) {
    collector.require("iex", ApplicationMode::kNone);
    listed.push_back({"iex", ApplicationMode::kNone});
  }
  if (rules.refuses_erts && collector.has("erts")) {
    throw Error(
        "the release has the application erts, which is the Erlang runtime itself: Mix takes it for no "
        "application "
        "from Elixir 1.19 on. Remove it from `applications:` and `extra_applications:`");
  }

  Selection selection;
  selection.applications = std::move(collector).take();
  selection.start = start_list(listed, selection.applications);
  selection.start_clean = start_clean_list(selection.start, rules);
  return selection;
}

void check_boot_list(const BootList& boot, std::span<const SelectedApplication> applications,
                     std::span<const std::string> skip_mode_validation_for) {
  for (const BootEntry& entry : boot) {
    const SelectedApplication* application = find_application(applications, entry.application);
    if (application == nullptr) {
      throw Error(concat({"the boot script lists the application ", entry.application,
                          ", which is not part of the release"}));
    }
    const auto skipped =
        std::find(skip_mode_validation_for.begin(), skip_mode_validation_for.end(), entry.application);
    if (skipped != skip_mode_validation_for.end()) continue;
    for (const std::string& child : application->resource.applications) {
      check_dependency(entry, *application, child, boot);
    }
  }
}

}  // namespace slipway::release

#include "release/release_checks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "release/packed_application.hpp"

namespace slipway::release {
namespace {

using Names = std::vector<std::string>;

void check_mandatory(const ReleaseDefinition& release) {
  for (const char* name : {"kernel", "stdlib"}) {
    const auto& applications = release.applications;
    const auto found = std::find_if(
        applications.begin(), applications.end(),
        [name](const ReleaseApplication& application) { return application.resource.name == name; });
    if (found == applications.end()) {
      throw Error(concat({"the release lacks the application ", name, ", without which nothing can boot"}));
    }
    if (found->mode != ApplicationMode::kPermanent) {
      throw Error(concat({"the application ", name, " has the mode ", mode_name(found->mode),
                          ", but must be permanent. Write `", name,
                          ": :permanent` or leave it out of `applications:`"}));
    }
  }
}

void check_once(const ReleaseDefinition& release) {
  std::set<std::string> names;
  for (const ReleaseApplication& application : release.applications) {
    if (names.insert(application.resource.name).second) continue;
    throw Error(concat({"the boot script lists the application ", application.resource.name, " twice"}));
  }
}

void check_defined(const ReleaseDefinition& release) {
  std::set<std::string> defined;
  for (const ReleaseApplication& application : release.applications)
    defined.insert(application.resource.name);
  std::set<std::string> undefined;
  for (const auto& [mode, library, resource] : release.applications) {
    const Names& optional = resource.optional_applications;
    for (const std::string& used : resource.applications) {
      const bool may_miss = std::find(optional.begin(), optional.end(), used) != optional.end();
      if (!may_miss && !defined.contains(used))
        undefined.insert(concat({used, " (for ", resource.name, ")"}));
    }
    for (const std::string& included : resource.included_applications) {
      if (!defined.contains(included)) undefined.insert(concat({included, " (for ", resource.name, ")"}));
    }
  }
  if (undefined.empty()) return;
  throw Error(concat({"applications that are not part of the boot script are used or included: ",
                      join(undefined, ", "), ". Add them to the release"}));
}

/// `what` belongs to one application only; `list` is where .app files say so.
void check_unshared(const ReleaseDefinition& release, const Names erl::ApplicationResource::*list,
                    std::string_view what, std::string_view advice) {
  std::map<std::string, std::string> owners;
  Names shared;
  for (const ReleaseApplication& application : release.applications) {
    for (const std::string& name : application.resource.*list) {
      const auto [owner, is_new] = owners.emplace(name, application.resource.name);
      if (!is_new)
        shared.push_back(concat({name, " in ", owner->second, " and ", application.resource.name}));
    }
  }
  if (shared.empty()) return;
  throw Error(concat({what, " found twice: ", join(shared, ", "), ". ", advice}));
}

}  // namespace

void check_release(const ReleaseDefinition& release) {
  check_mandatory(release);
  check_once(release);
  for (const ReleaseApplication& application : release.applications) check_application(application.resource);
  check_defined(release);
  check_unshared(release, &erl::ApplicationResource::registered, "registered names",
                 "A name can be registered by one application; correct `registered` of the others");
  check_unshared(release, &erl::ApplicationResource::included_applications, "included applications",
                 "An application can be included by one other; let the rest depend on it");
  check_unshared(release, &erl::ApplicationResource::modules, "modules",
                 "A release can hold one module of a name; rename one, or leave one application out");
}

}  // namespace slipway::release

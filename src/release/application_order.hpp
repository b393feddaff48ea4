#pragma once

#include <string>
#include <vector>

#include "release/release_definition.hpp"

namespace slipway::release {

/// An application in its place in a boot script, with the dependencies that the script gives it: an included
/// application is replaced by the one at the top of those that include it, and both lists are in the order of
/// the release.
struct OrderedApplication {
  /// Part of the definition that was ordered, which must live as long.
  const ReleaseApplication* application = nullptr;
  std::vector<std::string> applications;
  std::vector<std::string> included_applications;
};

/// Sorts applications so that each comes after all that it uses or includes, and keeps the order of the
/// release otherwise (systools_make:get_release/3, OTP 25.2). Throws Error where that is impossible or the
/// release is contradictory: kernel or stdlib not permanent, undefined applications, circular dependencies,
/// and whatever belongs to two applications: a module, a registered name, an included application.
std::vector<OrderedApplication> order_applications(const ReleaseDefinition& release);

}  // namespace slipway::release

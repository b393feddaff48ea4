#pragma once

#include "release/release_definition.hpp"

namespace slipway::release {

/// Throws Error that names all offenders where systools would refuse the release (systools_make, OTP 25.2):
/// kernel or stdlib is not permanent, an application's .app file lacks what a release needs, an application
/// that is used or included is not part of the release, or two applications have the same module, registered
/// name or included application.
void check_release(const ReleaseDefinition& release);

}  // namespace slipway::release

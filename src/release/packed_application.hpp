#pragma once

#include <span>
#include <string>

#include "erl/application_resource.hpp"
#include "erl/term.hpp"

namespace slipway::release {

/// Throws Error where the .app file lacks a key that releases need (description, modules, registered,
/// applications) or has one with a value that is no such thing (systools_make:check_item/2, OTP 25.2).
void check_application(const erl::ApplicationResource& resource);

/// The argument of application:load/1 in a boot script: all keys in a fixed order, defaults filled in, with
/// these dependencies instead of the ones in the .app file. The resource must have passed check_application.
erl::Term pack_application(const erl::ApplicationResource& resource,
                           std::span<const std::string> applications,
                           std::span<const std::string> included_applications);

}  // namespace slipway::release

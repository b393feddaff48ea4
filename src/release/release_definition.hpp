#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "erl/application_resource.hpp"
#include "release/application_mode.hpp"
#include "release/selection.hpp"

namespace slipway::release {

/// The folders that a boot script names; NAME-VSN/ebin of an application lies below. The emulator puts the
/// root of the release and the value of -boot_var RELEASE_LIB in their place.
inline constexpr std::string_view kRootLibrary = "$ROOT/lib";
inline constexpr std::string_view kReleaseLibrary = "$RELEASE_LIB";

struct ReleaseIdentity {
  std::string name;
  std::string version;
  std::string erts_version;
};

struct ReleaseApplication {
  ApplicationMode mode = ApplicationMode::kPermanent;
  std::string library;
  erl::ApplicationResource resource;
};

/// What a .rel file says, together with the .app files that it refers to.
struct ReleaseDefinition {
  ReleaseIdentity identity;
  std::vector<ReleaseApplication> applications;
};

/// The release that boots as `boot` says: applications of OTP below $ROOT/lib, all others below $RELEASE_LIB,
/// as Mix.Release.make_boot_script/4 has it. Throws Error where `applications` lacks one of the list.
ReleaseDefinition define_release(const ReleaseIdentity& identity, const BootList& boot,
                                 std::span<const SelectedApplication> applications);

}  // namespace slipway::release

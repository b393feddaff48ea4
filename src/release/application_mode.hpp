#pragma once

#include <string_view>

namespace slipway::release {

/// What the boot script does with an application, strongest first: where two dependents want different modes,
/// the stronger one wins.
enum class ApplicationMode {
  kPermanent,
  kTransient,
  kTemporary,
  kLoad,  // loaded, not started
  kNone,  // in the code path only
};

/// As in mix.exs and .rel files: "permanent", ...
std::string_view mode_name(ApplicationMode mode);

/// The mode called `name`, which `application` was given. Throws Error that lists the modes where there is
/// none.
ApplicationMode read_mode(std::string_view name, std::string_view application);

/// Whether an application of this mode is running once the release has booted.
constexpr bool is_started(ApplicationMode mode) { return mode <= ApplicationMode::kTemporary; }

}  // namespace slipway::release

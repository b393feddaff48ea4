#pragma once

#include <array>
#include <string_view>

namespace slipway::project {

/// A package manager of JavaScript, by the file that says that it is used.
struct PackageManager {
  std::string_view lock;
  std::string_view program;
  /// What installs exactly what the lock file says.
  std::string_view install;
};

inline constexpr auto kPackageManagers = std::to_array<PackageManager>({
    {"package-lock.json", "npm", "ci"},
    {"npm-shrinkwrap.json", "npm", "ci"},
    {"yarn.lock", "yarn", "install --frozen-lockfile"},
    {"pnpm-lock.yaml", "pnpm", "install --frozen-lockfile"},
    {"bun.lock", "bun", "install --frozen-lockfile"},
    {"bun.lockb", "bun", "install --frozen-lockfile"},
});

}  // namespace slipway::project

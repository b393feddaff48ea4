#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::testkit {

/// Applications that are in no Mix project.
struct PlainRelease {
  std::string name;
  std::string version;
  /// "NAME" or "NAME:MODE", as `applications:` in mix.exs; all that they depend on is found.
  std::vector<std::string> applications;
};

/// Writes FOLDER/NAME.rel and FOLDER/NAME.boot as `slipway release` would, from applications of the Erlang
/// in `otp_root` and of `library`, whose folders are called NAME-VERSION. Gives how many there are. Throws
/// Error.
std::size_t make_plain_release(const std::filesystem::path& folder, const PlainRelease& release,
                               const std::filesystem::path& otp_root, const std::filesystem::path& library);

}  // namespace slipway::testkit

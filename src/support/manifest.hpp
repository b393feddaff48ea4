#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway {

// releases/VSN/slipway.manifest: the files of a release folder that Slipway wrote for one version. A later
// run of the same version removes those that it does not write again, and nothing else.
//
//   manifest = "slipway manifest 1" LF { path LF }
//   path     = relative, '/' between names, sorted by bytes; "\n" and "\\" stand for a line feed and a
//   backslash
//
// Version history: 1, first.
inline constexpr std::string_view kManifestName = "slipway.manifest";

/// `paths` are sorted and differ from each other.
std::string write_manifest(const std::vector<std::string>& paths);

/// Refuses what write_manifest would not write: absolute paths, "..", another order. Errors name `source`,
/// the line and what can be done.
std::vector<std::string> read_manifest(std::string_view text, std::string_view source);

}  // namespace slipway

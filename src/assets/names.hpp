#pragma once

#include <string>
#include <string_view>

namespace slipway::assets {

// How Phoenix.Digester (Phoenix 1.8, lib/phoenix/digester.ex) names files.

inline constexpr std::string_view kManifestName = "cache_manifest.json";
inline constexpr std::string_view kCompressedExtension = ".gz";

/// As Path.extname/1: ".js" of "app.min.js", "." of "app.", "" of "app".
std::string_view extension_of(std::string_view name);

/// "app-0123456789abcdef0123456789abcdef.js"
std::string digested_name(std::string_view name, std::string_view md5);

/// Whether a digester made this file: "-" and 32 hexadecimal digits stand in its name, or it is compressed,
/// or the manifest.
bool is_product(std::string_view name);

/// Whether the file is worth compressing: Phoenix's :gzippable_exts.
bool is_compressible(std::string_view name);

}  // namespace slipway::assets

#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace slipway::assets {

/// The path of each file below the folder, and its digested one: "css/app.css" and "css/app-MD5.css".
using Latest = std::map<std::string, std::string, std::less<>>;

/// A file in which others are named.
struct Referrer {
  const Latest& latest;
  /// The folder that it lies in, relative to the digested one; "." is that itself.
  std::string_view folder;
  /// Put "?vsn=d" behind what a style sheet names: Plug.Static serves such paths as never changing.
  bool with_vsn = true;
};

// What Phoenix.Digester does to the digested copies: the same expressions, found in the bytes from the left
// to the right. What names no file of `latest` stays as it is.

/// Style sheets: `url(NAME)`, in quotes or without, with white space around it.
std::string rewrite_stylesheet(std::string_view text, const Referrer& referrer);
/// Scripts: `//# sourceMappingURL=NAME`.
std::string rewrite_script(std::string_view text, const Referrer& referrer);
/// Source maps: `"file":"NAME"`.
std::string rewrite_source_map(std::string_view text, const Referrer& referrer);

/// The name of a file in a style sheet as it stands in the digested one: "/PATH" is looked up in the folder,
/// another one beside the referrer and given back with the folders that it had.
std::string digested_url(std::string_view url, const Referrer& referrer, bool with_vsn);

}  // namespace slipway::assets

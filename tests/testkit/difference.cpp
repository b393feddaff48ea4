#include "testkit/difference.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>

namespace slipway::testkit {
namespace {

using enum DifferenceKind;

constexpr auto kAllowed = std::to_array<AllowedDifference>({
    {"bin/NAME", kContent, "is the native launcher, and not a shell script"},
    {"releases/VSN/launch.term", kExtra, "tells the launcher how to start this version"},
    {"releases/VSN/slipway.manifest", kExtra, "names our files, so that a later build removes no others"},

    {"bin/NAME.bat", kMissing, "Windows is not supported yet"},
    {"releases/VSN/env.bat", kMissing, "Windows is not supported yet"},
    {"releases/VSN/elixir.bat", kMissing, "Windows is not supported yet"},
    {"releases/VSN/iex.bat", kMissing, "Windows is not supported yet"},

    {"releases/COOKIE", kContent, "is random"},
    {"releases/COOKIE", kPermissions, "is a secret: 0600"},

    {"erts-*/bin/erl", kContent, "is our own text; a test starts a VM with it"},

    {"lib/*/ebin/*.app", kLayout,
     "is a copy; since 1.18 Mix prints it anew, in Latin-1, which OTP reads as UTF-8"},

    {"releases/VSN/NAME.rel", kLayout, "lines are broken elsewhere"},
    {"releases/VSN/*.script", kLayout, "lines are broken elsewhere"},
    {"releases/VSN/sys.config", kLayout, "lines are broken elsewhere"},
    {"releases/VSN/vm.args", kLayout, "has our own comments where the project has no template"},
    {"releases/VSN/remote.vm.args", kLayout, "has our own comments where the project has no template"},
    {"releases/VSN/env.sh", kLayout, "has our own comments where the project has no template"},
});

}  // namespace

std::string_view kind_name(DifferenceKind kind) {
  switch (kind) {
    case kMissing:
      return "missing";
    case kExtra:
      return "extra";
    case kType:
      return "type";
    case kPermissions:
      return "permissions";
    case kContent:
      return "content";
    case kLayout:
      return "layout";
    case kBroken:
      break;
  }
  return "broken";
}

std::span<const AllowedDifference> allowed_differences() { return kAllowed; }

const AllowedDifference* find_allowed(const std::string& generic_path, DifferenceKind kind) {
  const auto found = std::find_if(kAllowed.begin(), kAllowed.end(), [&](const AllowedDifference& row) {
    const std::string pattern(row.path);
    return row.kind == kind && ::fnmatch(pattern.c_str(), generic_path.c_str(), FNM_PATHNAME) == 0;
  });
  return found == kAllowed.end() ? nullptr : &*found;
}

}  // namespace slipway::testkit

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace slipway::testkit {

/// How a path of our release differs from the same one in Mix's.
enum class DifferenceKind {
  kMissing,      // Mix's release has it, ours has not
  kExtra,        // ours has it, Mix's has not
  kType,         // file, folder, link
  kPermissions,  // mode bits
  kContent,      // it means something else
  kLayout,       // other bytes that mean the same: white space, comments
  kBroken,       // ours is not what it should be, whatever Mix's is
};

std::string_view kind_name(DifferenceKind kind);

struct Difference {
  std::string path;
  DifferenceKind kind;
  std::string detail;
};

struct AllowedDifference {
  /// A pattern of fnmatch(3) in which NAME and VSN stand for the release's name and version.
  std::string_view path;
  DifferenceKind kind;
  std::string_view reason;
};

/// All differences that are meant to be. What they don't name is a bug of ours.
std::span<const AllowedDifference> allowed_differences();

/// The row that allows it, or null. `generic_path` has NAME and VSN in place of the name and the version.
const AllowedDifference* find_allowed(const std::string& generic_path, DifferenceKind kind);

}  // namespace slipway::testkit

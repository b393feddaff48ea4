#pragma once

#include <set>
#include <string>
#include <vector>

#include "image/file_tree.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

/// A package of a Debian system.
struct Package {
  std::string name;
  /// Its fields (deb-control(5)) as they stand in the package itself.
  std::string control;
};

/// The packages that own the files (dpkg's info/*.list and status), which are paths in `root` without links;
/// sorted by name. None where the root was not made by dpkg. Files without a package are passed over.
std::vector<Package> packages_of(const std::set<std::string>& files, const RootView& root);

/// What tells a scanner which packages an image has parts of, in the form that distroless images made usual:
/// var/lib/dpkg/status.d/NAME with the control fields; and their licences, usr/share/doc/NAME/copyright.
void add_package_records(const std::vector<Package>& packages, const RootView& root, FileTree& files);

}  // namespace slipway::image

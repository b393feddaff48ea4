#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "image/file_tree.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

/// Puts the files of new layers where they belong in a base image, so that all engines make the same of it:
///
/// - A path leads through the links of the base, and of what was placed before: lib/a.so becomes usr/lib/a.so
///   where the base has lib -> usr/lib. Engines on overlayfs would put a folder in the place of the link, and
///   hide the base's libraries; umoci would not.
/// - Every folder on the way has an entry. One that the base has keeps the base's mode and owner: without an
///   entry, engines on overlayfs make it anew, with 0755 and root's (so /tmp would no longer be 01777).
/// - What the base has in the same form (a folder, a link to the same place) is not added again.
///
/// A file of the base may be replaced by a file or link; never a folder, nor a link to one, which other files
/// of the base are found through.
class Placement {
 public:
  /// `base` must outlive this value, and may be an empty root.
  explicit Placement(const RootView& base);
  Placement(const Placement&) = delete;
  Placement& operator=(const Placement&) = delete;
  ~Placement();

  /// The tree of the next layer, with its paths as they have to be. Throws Error, and names both sides, where
  /// a file would take the place of a folder or the reverse, and where two files would have the same place.
  FileTree place(const FileTree& tree);

  /// The files of the base that are replaced so far, sorted, with "/" in front.
  std::vector<std::string> replaced() const;

 private:
  class Root;

  void place_entry(const std::string& wanted, const FileEntry& entry, FileTree& result);
  /// `own` is nothing for a folder that is there for what lies in it.
  void place_folder(const std::string& path, const std::string& wanted, const FileEntry* own,
                    FileTree& result);
  void place_parents(const std::string& path, const std::string& wanted, FileTree& result);
  /// Whether the entry is to be added at `path`, and not there already.
  bool may_stand_at(const std::string& path, const std::string& wanted, const FileEntry& entry);

  const RootView& base_;
  std::unique_ptr<Root> root_;
  std::set<std::string> replaced_;
};

}  // namespace slipway::image

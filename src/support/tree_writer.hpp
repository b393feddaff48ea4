#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/tree_entries.hpp"
#include "support/tree_record.hpp"

namespace slipway {

/// A file that is to be copied.
struct CopiedFile {
  std::string source;
  /// Relative to the root of the tree that it is copied into.
  std::string path;
};

/// Writes files below a root folder and remembers their paths. Paths are relative to the root, with '/',
/// without "." or "..". Folders are made on the way with mode 0755; modes do not depend on the umask. May be
/// used by several threads at once. A path can be written once, unless `replace` is said. Throws Interrupted
/// in front of a file once a signal has come (note_interruptions).
class TreeWriter {
 public:
  enum class IfExists { kFail, kReplace };

  /// Files that `reusable` has of the same source by the same recipe are linked instead of made. `earlier` is
  /// what stood in the root before, of which nothing is trusted: all that is written takes the place of what
  /// stands there, and remove_leftovers() removes the rest. Both must outlive the writer.
  explicit TreeWriter(const std::filesystem::path& root, const ReusableFiles* reusable = nullptr,
                      const TreeEntries* earlier = nullptr)
      : root_((root / "").native()), reusable_(reusable), earlier_(earlier) {}

  void make_folder(const std::string& path);
  void write(const std::string& path, std::string_view content, mode_t mode, IfExists = IfExists::kFail);
  /// Writes what `make` makes of `source`, and of nothing else that `recipe` does not say. `mode` is given
  /// the mode of the source.
  void derive(const std::string& source, const std::string& path, const std::string& recipe,
              const std::function<mode_t(mode_t)>& mode, const std::function<std::string()>& make);
  /// Copies content and permissions.
  void copy(const std::string& source, const std::string& path, IfExists = IfExists::kFail);
  void link(const std::filesystem::path& target, const std::string& path, IfExists = IfExists::kFail);
  /// Makes the folders of a folder and of all below it, following links, and adds the files, which are to be
  /// copied, to `files`. A link to nothing, or back to a folder that it lies in, is an error.
  void make_folders_following_links(const std::string& source, const std::string& path,
                                    std::vector<CopiedFile>& files);
  /// Copies a folder over what is there, keeping links as links.
  void overlay_tree(const std::filesystem::path& source, const std::string& path);
  /// Removes what stood in the root before and was not written.
  void remove_leftovers() const;

  /// All that was written but for folders, sorted by bytes.
  std::vector<std::string> written() const;
  /// The same with what each was made of, and without stamps.
  TreeRecord record() const;

 private:
  /// The folders on the way to the one that is being copied, by device and inode.
  using Ancestors = std::vector<std::pair<dev_t, ino_t>>;

  void add_folder(const std::string& source, const std::string& path, Ancestors& ancestors,
                  std::vector<CopiedFile>& files);
  Kind earlier(const std::string& path) const;
  bool has_folder(const std::string& path, const std::string& folder) const;
  void make_one_folder(const std::string& path) const;
  std::string prepare(const std::string& path, IfExists if_exists);
  bool reuse(const std::string& path, const Provenance& provenance, const std::string& target) const;
  void make_room(const std::string& path, const std::string& target, IfExists if_exists) const;
  void create(const std::string& path, const std::string& target, std::string_view content, mode_t mode,
              IfExists if_exists) const;
  bool lies_behind_file(const std::string& path) const;
  void remember(const std::string& path, Provenance provenance, std::int64_t looked_at);

  /// With "/" at its end.
  std::string root_;
  const ReusableFiles* reusable_;
  const TreeEntries* earlier_;
  mutable std::mutex mutex_;
  std::set<std::string> folders_;
  std::map<std::string, std::optional<Provenance>> files_;
};

/// The names in a folder, sorted by bytes.
std::vector<std::string> sorted_names(const std::filesystem::path& folder);

}  // namespace slipway

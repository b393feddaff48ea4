#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace slipway {

// What stands in a folder, and how it is moved and removed. Paths below a tree are relative to it, with '/'.
// All throw SystemError that names the path, unless something else is said.

/// A link is a leaf, whatever it leads to.
enum class Kind { kMissing, kFolder, kLeaf };
Kind kind_of(const std::filesystem::path& path);

struct TreeEntry {
  std::string name;
  Kind kind = Kind::kMissing;
  bool is_link = false;
};
/// What stands in a folder, sorted by bytes.
std::vector<TreeEntry> entries_of(const std::filesystem::path& folder);

/// A tree whose folders are listed once each, when something in them is asked for: much less to ask the
/// kernel than kind_of() for each path. Tells the state at that time.
class TreeListing {
 public:
  explicit TreeListing(std::filesystem::path root) : root_(std::move(root)) {}

  Kind kind(const std::string& path);

 private:
  const std::vector<TreeEntry>& entries(const std::string& folder);

  std::filesystem::path root_;
  std::map<std::string, std::vector<TreeEntry>> folders_;
};

/// All that stands in a tree, on any level.
using TreeEntries = std::map<std::string, Kind, std::less<>>;
TreeEntries list_tree(const std::filesystem::path& tree);

/// rename(2): replaces what stands at `to`.
void rename_or_throw(const std::filesystem::path& from, const std::filesystem::path& to);
/// Renames unless something stands at `to`; then gives false. Not even a file that comes at the same moment
/// is replaced, where the file system can do that (RENAME_NOREPLACE).
bool rename_if_free(const std::filesystem::path& from, const std::filesystem::path& to);

/// The owner stays where only root could set it. `always` are permissions that the folder has in any case.
void take_owner_and_mode(const std::filesystem::path& pattern, const std::filesystem::path& folder,
                         mode_t always = 0);
void make_folder_like(const std::filesystem::path& pattern, const std::filesystem::path& folder);

bool same_device(const std::filesystem::path& left, const std::filesystem::path& right);
/// Whether this process may make and rename entries of the folder.
bool can_change(const std::filesystem::path& folder);

/// FOLDER/NAME; the name alone in the root, which is "".
std::string below(const std::string& folder, const std::string& name);
/// Each folder comes before those in it.
std::vector<std::string> folders_below(const std::filesystem::path& tree, const std::string& folder);
/// Leaves a folder that holds anything else.
void remove_empty_folders(const std::filesystem::path& tree, const std::string& folder);
/// Whether something stands in `tree`/`folder`, on any level, that is neither a folder nor in `but_for`.
bool holds_leaves(const std::filesystem::path& tree, const std::string& folder,
                  const std::set<std::string, std::less<>>& but_for);
/// All that stands in `tree`/`folder`, on any level, but for folders and the folder `but_for`; in no order.
void list_leaves(const std::filesystem::path& tree, const std::string& folder, const std::string& but_for,
                 std::vector<std::string>& leaves);
void remove_tree(const std::filesystem::path& folder);

}  // namespace slipway

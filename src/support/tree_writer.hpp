#pragma once

#include <sys/types.h>

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway {

/// Writes files below a root folder and remembers their paths. Paths are relative to the root, with '/',
/// without "." or "..". Folders are made on the way with mode 0755; modes do not depend on the umask. May be
/// used by several threads at once. A path can be written once, unless `replace` is said. Throws Interrupted
/// in front of a file once a signal has come (note_interruptions).
class TreeWriter {
 public:
  enum class IfExists { kFail, kReplace };

  explicit TreeWriter(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }

  void make_folder(const std::string& path);
  void write(const std::string& path, std::string_view content, mode_t mode, IfExists = IfExists::kFail);
  /// Copies content and permissions.
  void copy(const std::filesystem::path& source, const std::string& path, IfExists = IfExists::kFail);
  void link(const std::filesystem::path& target, const std::string& path, IfExists = IfExists::kFail);
  /// Copies a folder and all below it, following links; a link to nothing, or back to a folder that it lies
  /// in, is an error. Empty folders are kept.
  void copy_tree_following_links(const std::filesystem::path& source, const std::string& path);
  /// Copies a folder over what is there, keeping links as links.
  void overlay_tree(const std::filesystem::path& source, const std::string& path);

  /// All that was written but for folders, sorted by bytes.
  std::vector<std::string> written() const;

 private:
  /// The folders on the way to the one that is being copied, by device and inode.
  using Ancestors = std::vector<std::pair<dev_t, ino_t>>;

  void copy_entry(const std::filesystem::directory_entry& entry, const std::string& path,
                  Ancestors& ancestors);
  void copy_folder(const std::filesystem::path& source, const std::string& path, Ancestors& ancestors);
  std::filesystem::path prepare(const std::string& path, IfExists if_exists);

  std::filesystem::path root_;
  mutable std::mutex mutex_;
  std::set<std::string> folders_;
  std::set<std::string> files_;
};

/// The names in a folder, sorted by bytes.
std::vector<std::string> sorted_names(const std::filesystem::path& folder);

}  // namespace slipway

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::image {

/// A file, folder or symbolic link that an image is to hold.
struct FileEntry {
  enum class Kind { kFolder, kFile, kLink };

  Kind kind = Kind::kFolder;
  /// The permission bits, with sticky, setuid and setgid. Of no meaning for a link.
  mode_t mode = 0;
  /// Where a file's content is read from; empty where `text` is its content.
  std::filesystem::path source = {};
  /// A file's content, or a link's target.
  std::string text = {};
  /// The user by number, and the group, which has the same where none is given.
  std::uint32_t owner = 0;
  std::optional<std::uint32_t> group = {};

  bool operator==(const FileEntry&) const = default;
};

/// The entries of one layer, each path once, in bytewise order. Paths are relative to the image's root, with
/// "/" between names: neither empty nor absolute, without "." or ".." and without a name that begins with
/// ".wh.", which marks what a layer removes (OCI image specification 1.1, layer.md, "Whiteouts").
class FileTree {
 public:
  using Entries = std::map<std::string, FileEntry, std::less<>>;

  void add_folder(const std::string& path, mode_t mode = 0755);
  void add_file(const std::string& path, mode_t mode, std::filesystem::path source);
  void add_text(const std::string& path, mode_t mode, std::string content);
  void add_link(const std::string& path, std::string target);
  /// Throws Error for a path that is none, and where the path stands for something else already. The same
  /// entry again is no harm.
  void add(const std::string& path, FileEntry entry);

  /// Puts the entry in the place of the one that is there. Throws Error for a path that is none.
  void replace(const std::string& path, FileEntry entry);

  /// Adds the folders on the way to each entry that are not there yet, with mode 0755.
  void add_parents();

  const FileEntry* find(std::string_view path) const;
  const Entries& entries() const { return entries_; }

 private:
  Entries entries_;
};

/// What is wrong with `path` as one of an image, or nothing: "" is a path.
std::string path_problem(std::string_view path);

}  // namespace slipway::image

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/file_tree.hpp"

namespace slipway::image {

/// A root file system to look into: this machine's, a folder, or what an image's layers make together. Paths
/// are absolute in it and may lead through symbolic links, which never lead out of it.
class RootView {
 public:
  struct Node {
    FileEntry::Kind kind = FileEntry::Kind::kFolder;
    mode_t mode = 0;
    std::uint64_t size = 0;
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    /// Of a link.
    std::string target = {};
  };

  RootView() = default;
  RootView(const RootView&) = delete;
  RootView& operator=(const RootView&) = delete;
  virtual ~RootView() = default;

  /// What `path` is, itself: no link is followed, neither at its end nor on its way. Nothing where it is not
  /// there, or is a device, socket or pipe.
  virtual std::optional<Node> look(const std::string& path) const = 0;
  /// The content of a file, by a path that resolve() gave.
  virtual std::string read(const std::string& path) const = 0;
  /// The names in a folder, by a path that resolve() gave, sorted.
  virtual std::vector<std::string> list(const std::string& path) const = 0;
  /// Where this machine has the file of that path (which resolve() gave), if it has it as a file of its own.
  virtual std::optional<std::filesystem::path> file_of(const std::string& path) const = 0;

  /// The path without any link, "." or ".."; nothing where it does not exist. Throws Error for links in a
  /// circle.
  std::optional<std::string> resolve(std::string_view path) const;
  /// Where a file that is put at `path` would lie: as resolve(), with what does not exist as it was given.
  /// The last name is not followed if it is a link.
  std::string destination(std::string_view path) const;

 private:
  struct Walk {
    std::string path;
    bool exists = true;
  };
  Walk walk(std::string_view path, bool follow_last) const;
};

/// A folder as the root; "/" is this machine.
class FolderRoot final : public RootView {
 public:
  explicit FolderRoot(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::optional<Node> look(const std::string& path) const override;
  std::string read(const std::string& path) const override;
  std::vector<std::string> list(const std::string& path) const override;
  std::optional<std::filesystem::path> file_of(const std::string& path) const override;

 private:
  std::filesystem::path place_of(const std::string& path) const;

  std::filesystem::path folder_;
};

}  // namespace slipway::image

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace slipway::testkit {

enum class EntryKind { kFile, kFolder, kLink, kOther };

std::string_view kind_name(EntryKind kind);

struct TreeEntry {
  EntryKind kind = EntryKind::kFile;
  /// Of links, they mean nothing and are 0.
  mode_t permissions = 0;
  /// Where a link leads to.
  std::string link_target;
};

/// All that lies below `root`, by relative path; links are not followed.
std::map<std::string, TreeEntry> list_tree(const std::filesystem::path& root);

/// A release and what it calls itself.
struct ReleaseTree {
  std::filesystem::path root;
  std::string name;
  std::string version;
  std::map<std::string, TreeEntry> entries;

  std::string read(const std::string& path) const;
};

/// Reads start_erl.data and finds the release's name. Throws Error where `root` holds no release.
ReleaseTree read_release_tree(const std::filesystem::path& root);

}  // namespace slipway::testkit

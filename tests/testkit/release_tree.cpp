#include "testkit/release_tree.hpp"

#include <sys/stat.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::testkit {
namespace {

namespace fs = std::filesystem;

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::kFile;
  if (S_ISDIR(mode)) return EntryKind::kFolder;
  if (S_ISLNK(mode)) return EntryKind::kLink;
  return EntryKind::kOther;
}

TreeEntry read_entry(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) throw SystemError(errno, "look at " + path.string());
  TreeEntry entry{.kind = kind_of(status.st_mode), .permissions = status.st_mode & 07777, .link_target = {}};
  if (entry.kind == EntryKind::kLink) {
    entry.permissions = 0;
    entry.link_target = fs::read_symlink(path).string();
  }
  return entry;
}

}  // namespace

std::string_view kind_name(EntryKind kind) {
  switch (kind) {
    case EntryKind::kFile:
      return "a file";
    case EntryKind::kFolder:
      return "a folder";
    case EntryKind::kLink:
      return "a link";
    case EntryKind::kOther:
      break;
  }
  return "neither file, folder nor link";
}

std::map<std::string, TreeEntry> list_tree(const fs::path& root) {
  std::map<std::string, TreeEntry> entries;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    entries.emplace(entry.path().lexically_relative(root).string(), read_entry(entry.path()));
  }
  return entries;
}

std::string ReleaseTree::read(const std::string& path) const { return read_file(root / path); }

ReleaseTree read_release_tree(const fs::path& root) {
  ReleaseTree tree{.root = root, .name = {}, .version = {}, .entries = {}};
  const std::string start = tree.read("releases/start_erl.data");
  const std::size_t blank = start.find(' ');
  if (blank == std::string::npos) {
    throw Error(root.string() + "/releases/start_erl.data: expected \"ERTS VERSION\", found \"" + start +
                "\"");
  }
  tree.version = start.substr(blank + 1);
  tree.entries = list_tree(root);
  const std::string folder = "releases/" + tree.version + "/";
  for (const auto& [path, entry] : tree.entries) {
    const fs::path file(path);
    if (path.starts_with(folder) && file.extension() == ".rel") tree.name = file.stem().string();
  }
  if (tree.name.empty()) throw Error("there is no .rel file in " + (root / folder).string());
  return tree;
}

}  // namespace slipway::testkit

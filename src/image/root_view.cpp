#include "image/root_view.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

/// As many links as Linux follows in one path (path_resolution(7)).
constexpr int kMostLinks = 40;
constexpr mode_t kPermissions = 07777;

void put_in_front(std::deque<std::string>& names, std::string_view path) {
  std::vector<std::string> added;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) added.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  names.insert(names.begin(), added.begin(), added.end());
}

}  // namespace

RootView::Walk RootView::walk(std::string_view path, bool follow_last) const {
  std::deque<std::string> names;
  put_in_front(names, path);
  Walk walk;
  for (int links = 0; !names.empty();) {
    const std::string name = std::move(names.front());
    names.pop_front();
    if (name == ".") continue;
    if (name == "..") {
      walk.path.resize(walk.path.empty() ? 0 : walk.path.rfind('/'));
      continue;
    }
    const std::string next = walk.path + "/" + name;
    const std::optional<Node> node = walk.exists ? look(next) : std::nullopt;
    if (!node) walk.exists = false;
    if (node && node->kind == FileEntry::Kind::kLink && (follow_last || !names.empty())) {
      if (++links > kMostLinks) throw Error(concat({path, " leads through links in a circle"}));
      if (node->target.starts_with('/')) walk.path.clear();
      put_in_front(names, node->target);
      continue;
    }
    walk.path = next;
  }
  if (walk.path.empty()) walk.path = "/";
  return walk;
}

std::optional<std::string> RootView::resolve(std::string_view path) const {
  Walk result = walk(path, true);
  if (!result.exists) return std::nullopt;
  return std::move(result.path);
}

std::string RootView::destination(std::string_view path) const { return walk(path, false).path; }

fs::path FolderRoot::place_of(const std::string& path) const {
  return folder_ / fs::path(path).relative_path();
}

std::optional<RootView::Node> FolderRoot::look(const std::string& path) const {
  const fs::path place = place_of(path);
  struct stat status {};
  if (::lstat(place.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw SystemError(errno, "look at " + place.string());
  }
  Node node{.mode = status.st_mode & kPermissions,
            .size = static_cast<std::uint64_t>(status.st_size),
            .user = status.st_uid,
            .group = status.st_gid};
  if (S_ISREG(status.st_mode)) {
    node.kind = FileEntry::Kind::kFile;
  } else if (S_ISLNK(status.st_mode)) {
    node.kind = FileEntry::Kind::kLink;
    node.target = fs::read_symlink(place).string();
  } else if (!S_ISDIR(status.st_mode)) {
    return std::nullopt;
  }
  return node;
}

std::string FolderRoot::read(const std::string& path) const { return read_file(place_of(path).string()); }

std::vector<std::string> FolderRoot::list(const std::string& path) const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(place_of(path))) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<fs::path> FolderRoot::file_of(const std::string& path) const { return place_of(path); }

}  // namespace slipway::image

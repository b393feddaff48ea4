#include "image/copied_path.hpp"

#include <deque>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace slipway::image {

std::string add_path_of(const RootView& source, const std::string& path, FileTree& files) {
  std::string done;
  std::deque<std::string> names;
  const auto push = [&names](std::string_view text) {
    std::vector<std::string> parts;
    for (const std::filesystem::path& part : std::filesystem::path(text).relative_path()) {
      if (part != "." && !part.empty()) parts.push_back(part.string());
    }
    names.insert(names.begin(), parts.begin(), parts.end());
  };
  if (!source.resolve(path)) return {};  // which refuses links in a circle, too
  push(path);
  while (!names.empty()) {
    const std::string name = std::move(names.front());
    names.pop_front();
    if (name == "..") {
      done.resize(done.empty() ? 0 : done.rfind('/'));
      continue;
    }
    const std::string next = done + "/" + name;
    const std::optional<RootView::Node> node = source.look(next);
    if (!node) throw Error(next + " went away while it was copied");
    const std::string place = next.substr(1);
    if (node->kind == FileEntry::Kind::kLink) {
      files.add_link(place, node->target);
      if (node->target.starts_with('/')) done.clear();
      push(node->target);
      continue;
    }
    if (node->kind == FileEntry::Kind::kFile) {
      const std::optional<std::filesystem::path> file = source.file_of(next);
      if (!file) throw Error(next + " can't be copied from where it lies");
      files.add_file(place, node->mode & 0777U, *file);
    } else {
      // A folder on the way must let everybody through, and may be there already.
      const FileEntry* there = files.find(place);
      if (names.empty() && there == nullptr) {
        files.add_folder(place, node->mode & 07777U);
      } else if (there == nullptr || there->kind != FileEntry::Kind::kFolder) {
        files.add_folder(place);
      }
    }
    done = next;
  }
  return done;
}

}  // namespace slipway::image

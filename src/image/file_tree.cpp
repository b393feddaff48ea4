#include "image/file_tree.hpp"

#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

constexpr std::string_view kWhiteout = ".wh.";

std::string description(const FileEntry& entry) {
  switch (entry.kind) {
    case FileEntry::Kind::kFolder:
      return "a folder";
    case FileEntry::Kind::kLink:
      return "a link to " + entry.text;
    case FileEntry::Kind::kFile:
      break;
  }
  return entry.source.empty() ? "a file that Slipway writes" : "the file " + entry.source.string();
}

}  // namespace

std::string path_problem(std::string_view path) {
  if (path.empty()) return "is empty";
  if (path.find('\0') != std::string_view::npos) return "holds a NUL";
  for (std::string_view rest = path;;) {
    const std::size_t end = rest.find('/');
    const std::string_view name = rest.substr(0, end);
    if (name.empty()) return path.front() == '/' ? "is absolute" : "has an empty name in it";
    if (name == "." || name == "..") return concat({"has \"", name, "\" in it"});
    if (name.starts_with(kWhiteout)) return "has a name that begins with \".wh.\"";
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
}

void FileTree::add_folder(const std::string& path, mode_t mode) {
  add(path, {.kind = FileEntry::Kind::kFolder, .mode = mode});
}

void FileTree::add_file(const std::string& path, mode_t mode, std::filesystem::path source) {
  add(path, {.kind = FileEntry::Kind::kFile, .mode = mode, .source = std::move(source)});
}

void FileTree::add_text(const std::string& path, mode_t mode, std::string content) {
  add(path, {.kind = FileEntry::Kind::kFile, .mode = mode, .text = std::move(content)});
}

void FileTree::add_link(const std::string& path, std::string target) {
  add(path, {.kind = FileEntry::Kind::kLink, .mode = 0777, .text = std::move(target)});
}

void FileTree::add(const std::string& path, FileEntry entry) {
  const std::string problem = path_problem(path);
  if (!problem.empty()) {
    constexpr std::string_view kAllowed =
        "; a path of an image is relative to its root, and no name in it is \".\", \"..\" or begins with "
        "\".wh.\"";
    throw Error(concat({"the path \"", path, "\" ", problem, kAllowed}));
  }
  const auto [place, is_new] = entries_.try_emplace(path, entry);
  if (is_new || place->second == entry) return;
  throw Error(concat({"/", path, " would be ", description(place->second), " and ", description(entry),
                      " in the image; leave one of them out"}));
}

void FileTree::replace(const std::string& path, FileEntry entry) {
  if (const auto place = entries_.find(path); place != entries_.end()) entries_.erase(place);
  add(path, std::move(entry));
}

void FileTree::add_parents() {
  std::vector<std::string> missing;
  for (const auto& [path, entry] : entries_) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (!entries_.contains(std::string_view(path).substr(0, slash)))
        missing.push_back(path.substr(0, slash));
    }
  }
  for (const std::string& path : missing) add_folder(path);
}

const FileEntry* FileTree::find(std::string_view path) const {
  const auto place = entries_.find(path);
  return place == entries_.end() ? nullptr : &place->second;
}

}  // namespace slipway::image

#include "image/placement.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

using Kind = FileEntry::Kind;
using Node = RootView::Node;

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kFolder:
      return "a folder";
    case Kind::kLink:
      return "a link";
    case Kind::kFile:
      break;
  }
  return "a file";
}

FileEntry folder_like(const Node& node) {
  return {.kind = Kind::kFolder, .mode = node.mode, .owner = node.user, .group = node.group};
}

}  // namespace

/// The base with what was placed upon it.
class Placement::Root final : public RootView {
 public:
  struct Placed {
    FileEntry entry;
    /// Where the release wanted it.
    std::string wanted;
  };

  explicit Root(const RootView& base) : base_(base) {}

  const Placed* placed(std::string_view path) const {
    const auto place = placed_.find(path);
    return place == placed_.end() ? nullptr : &place->second;
  }
  void put(const std::string& path, Placed placed) { placed_.insert_or_assign(path, std::move(placed)); }

  std::optional<Node> look(const std::string& path) const override {
    const Placed* own = placed(std::string_view(path).substr(1));
    if (own == nullptr) return base_.look(path);
    const FileEntry& entry = own->entry;
    return Node{.kind = entry.kind,
                .mode = entry.mode,
                .user = entry.owner,
                .group = entry.group.value_or(entry.owner),
                .target = entry.kind == Kind::kLink ? entry.text : ""};
  }
  // Placing looks at what there is, not into it.
  std::string read(const std::string& path) const override { return base_.read(path); }
  std::vector<std::string> list(const std::string& path) const override { return base_.list(path); }
  std::optional<std::filesystem::path> file_of(const std::string& path) const override {
    return base_.file_of(path);
  }

 private:
  const RootView& base_;
  std::map<std::string, Placed, std::less<>> placed_;
};

namespace {

/// Where an entry goes: the path in the root, without "/" in front; "" for a folder that is the root itself.
/// A folder's path is followed to its end; of anything else the last name is what it replaces.
std::string destination_of(const RootView& root, const std::string& path, Kind kind) {
  if (kind != Kind::kFolder) return root.destination("/" + path).substr(1);
  return std::string(parent_of(root.destination("/" + path + "/x").substr(1)));
}

[[noreturn]] void refuse(const std::string& wanted, Kind kind, std::string_view reason) {
  throw Error(concat({"/", wanted, " of the release is ", name_of(kind), ", and ", reason}));
}

std::string base_has(const std::string& path, Kind kind) {
  return concat({"the base image has ", name_of(kind), " at /", path,
                 "; choose another base, or another place in the image"});
}

}  // namespace

Placement::Placement(const RootView& base) : base_(base), root_(std::make_unique<Root>(base)) {}

Placement::~Placement() = default;

FileTree Placement::place(const FileTree& tree) {
  FileTree result;
  // Sorted, so a folder or link comes before what lies behind it.
  for (const auto& [path, entry] : tree.entries()) place_entry(path, entry, result);
  return result;
}

void Placement::place_entry(const std::string& wanted, const FileEntry& entry, FileTree& result) {
  const std::string path = destination_of(*root_, wanted, entry.kind);
  if (path.empty()) return;
  place_parents(path, wanted, result);
  if (entry.kind == Kind::kFolder) {
    place_folder(path, wanted, &entry, result);
  } else if (may_stand_at(path, wanted, entry)) {
    result.add(path, entry);
    root_->put(path, {.entry = entry, .wanted = wanted});
  }
}

void Placement::place_folder(const std::string& path, const std::string& wanted, const FileEntry* own,
                             FileTree& result) {
  if (result.find(path) != nullptr && result.find(path)->kind == Kind::kFolder) return;
  FileEntry folder = own != nullptr ? *own : FileEntry{.kind = Kind::kFolder, .mode = 0755};
  if (const Root::Placed* other = root_->placed(path); other != nullptr) {
    if (other->entry.kind != Kind::kFolder) {
      refuse(wanted, Kind::kFolder,
             concat({"/", other->wanted, " of the release is ", name_of(other->entry.kind), " at /", path}));
    }
    if (own == nullptr) folder = other->entry;
  }
  if (const std::optional<Node> node = base_.look("/" + path)) {
    if (node->kind != Kind::kFolder) refuse(wanted, Kind::kFolder, base_has(path, node->kind));
    folder = folder_like(*node);
  }
  result.add(path, folder);
  root_->put(path, {.entry = folder, .wanted = wanted});
}

void Placement::place_parents(const std::string& path, const std::string& wanted, FileTree& result) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string parent = path.substr(0, slash);
    place_folder(parent, wanted, nullptr, result);
  }
}

bool Placement::may_stand_at(const std::string& path, const std::string& wanted, const FileEntry& entry) {
  if (const Root::Placed* other = root_->placed(path); other != nullptr) {
    if (other->entry == entry) return false;
    refuse(wanted, entry.kind,
           concat({"/", other->wanted, " of the release is ", name_of(other->entry.kind),
                   " that has the same place in the image, /", path, "; leave one of them out"}));
  }
  const std::optional<Node> node = base_.look("/" + path);
  if (!node) return true;
  if (node->kind == Kind::kFolder) refuse(wanted, entry.kind, base_has(path, node->kind));
  if (node->kind == Kind::kLink) {
    if (entry.kind == Kind::kLink && entry.text == node->target) return false;
    const std::optional<std::string> target = base_.resolve("/" + path);
    const std::optional<Node> behind = target ? base_.look(*target) : std::nullopt;
    if (target == "/" || (behind && behind->kind == Kind::kFolder)) {
      refuse(wanted, entry.kind,
             concat({"the base image has a link to the folder ", *target, " at /", path,
                     ", through which its own files are found; choose another place in the image"}));
    }
  }
  replaced_.insert(path);
  return true;
}

std::vector<std::string> Placement::replaced() const {
  std::vector<std::string> paths;
  for (const std::string& path : replaced_) paths.push_back("/" + path);
  return paths;
}

}  // namespace slipway::image

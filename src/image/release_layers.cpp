#include "image/release_layers.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/manifest.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;
using Paths = std::set<std::string, std::less<>>;

constexpr mode_t kFile = 0644;
constexpr mode_t kProgram = 0755;
constexpr std::string_view kCookie = "releases/COOKIE";
/// Where a running node writes.
constexpr std::string_view kTemporary = "tmp";

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

/// The path that `target` leads to from a link at `path`, or nothing where it leads above the release.
bool stays_inside(const std::string& path, std::string_view target) {
  const fs::path end = (fs::path(parent_of(path)) / target).lexically_normal();
  return !end.empty() && *end.begin() != "..";
}

class Sorter {
 public:
  Sorter(const ReleaseTree& release, std::string destination)
      : release_(release), destination_(std::move(destination)) {}

  ReleaseLayers sort() {
    const std::string manifest = "releases/" + release_.version + "/" + std::string(kManifestName);
    const fs::path place = release_.folder / manifest;
    const std::optional<std::string> text = read_file_if_exists(place.string());
    if (!text) {
      throw Error(concat({place.string(),
                          " is missing, which lists the files of the release; `slipway release` "
                          "writes it"}));
    }
    for (const std::string& path : read_manifest(*text, place.string())) {
      if (path != kCookie && path != manifest && !path.starts_with("tmp/")) add(path);
    }
    add_empty_folders("");
    return std::move(layers_);
  }

 private:
  FileTree& layer_of(const std::string& path) {
    if (path.starts_with("erts-")) return layers_.erts;
    if (path.starts_with("bin/") && path.substr(4) == release_.name) return layers_.launcher;
    if (!path.starts_with("lib/")) return layers_.application;
    const std::size_t begin = std::string_view("lib/").size();
    const auto application = release_.applications.find(path.substr(begin, path.find('/', begin) - begin));
    if (application == release_.applications.end()) return layers_.application;
    switch (application->second) {
      case Origin::kOtp:
        return layers_.erts;
      case Origin::kElixir:
        return layers_.elixir;
      case Origin::kDependency:
        return layers_.dependencies;
      case Origin::kProject:
        break;
    }
    return layers_.application;
  }

  void add(const std::string& path) {
    const fs::path source = release_.folder / path;
    struct stat status {};
    if (::lstat(source.c_str(), &status) != 0) throw SystemError(errno, "look at " + source.string());
    FileTree& layer = layer_of(path);
    add_folders(layer, parent_of(path));
    if (S_ISLNK(status.st_mode)) {
      add_link(layer, path, fs::read_symlink(source).string());
    } else if (S_ISREG(status.st_mode)) {
      layer.add_file(destination_ + "/" + path, (status.st_mode & S_IXUSR) != 0 ? kProgram : kFile, source);
    } else {
      throw Error(source.string() + " is no file, folder or link; an image can't hold it: remove it");
    }
  }

  void add_link(FileTree& layer, const std::string& path, const std::string& target) {
    const bool is_absolute = target.starts_with('/');
    if (is_absolute ? target.starts_with((release_.folder / "").string()) : !stays_inside(path, target)) {
      throw Error(concat({(release_.folder / path).string(), " is a link to ", target,
                          ", which is not there in the image; link to a relative path inside the release, or "
                          "copy the file"}));
    }
    layer.add_link(destination_ + "/" + path, target);
  }

  /// The folder and those above it.
  void add_folders(FileTree& layer, const std::string& path) {
    Paths& known = known_folders_[&layer];
    for (std::string folder = path; known.insert(folder).second; folder = parent_of(folder)) {
      layer.add_folder(folder.empty() ? destination_ : destination_ + "/" + folder);
    }
  }

  /// Whether no file lies anywhere below it; then it is added.
  bool add_empty_folders(const std::string& path) {
    if (path == kTemporary) return false;
    bool is_empty = true;
    for (const fs::directory_entry& entry : fs::directory_iterator(release_.folder / path)) {
      const std::string name = entry.path().filename().string();
      const std::string below = path.empty() ? name : path + "/" + name;
      if (!fs::is_directory(entry.symlink_status()) || !add_empty_folders(below)) is_empty = false;
    }
    if (is_empty && !path.empty()) add_folders(layer_of(path), path);
    return is_empty;
  }

  const ReleaseTree& release_;
  std::string destination_;
  ReleaseLayers layers_;
  std::map<const FileTree*, Paths> known_folders_;
};

}  // namespace

ReleaseLayers layers_of_release(const ReleaseTree& release, const std::string& destination) {
  return Sorter(release, destination).sort();
}

}  // namespace slipway::image

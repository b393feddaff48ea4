#include "image/root_unpack.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kModes = S_IRWXU | S_IRWXG | S_IRWXO | S_ISVTX;

void unpack_folder(const RootView& root, const std::string& path, const fs::path& folder);

void unpack_entry(const RootView& root, const std::string& path, const fs::path& place) {
  throw_if_interrupted();
  const std::optional<RootView::Node> node = root.look(path);
  if (!node) return;
  switch (node->kind) {
    case FileEntry::Kind::kFolder:
      if (::mkdir(place.c_str(), S_IRWXU) != 0) throw SystemError(errno, "create " + place.string());
      unpack_folder(root, path, place);
      // Behind its entries: it may not be writable.
      if (::chmod(place.c_str(), node->mode & kModes) != 0) {
        throw SystemError(errno, "set the mode of " + place.string());
      }
      return;
    case FileEntry::Kind::kFile:
      create_file(place.string(), root.read(path), node->mode & kModes);
      return;
    case FileEntry::Kind::kLink:
      if (::symlink(node->target.c_str(), place.c_str()) != 0) {
        throw SystemError(errno, "create " + place.string());
      }
      return;
  }
}

void unpack_folder(const RootView& root, const std::string& path, const fs::path& folder) {
  for (const std::string& name : root.list(path)) {
    unpack_entry(root, (path == "/" ? "" : path) + "/" + name, folder / name);
  }
}

}  // namespace

void unpack_root(const RootView& root, const fs::path& folder) { unpack_folder(root, "/", folder); }

}  // namespace slipway::image

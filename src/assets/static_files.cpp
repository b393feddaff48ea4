#include "assets/static_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>

#include "assets/names.hpp"
#include "assets/output_files.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "support/tree_entries.hpp"

namespace slipway::assets {
namespace {

namespace fs = std::filesystem;

class Walk {
 public:
  Walk(const fs::path& root, LinksOut links_out)
      : root_(root), real_root_(fs::canonical(root)), links_out_(links_out) {}

  StaticFiles run() {
    add_folder("");
    std::sort(found_.paths.begin(), found_.paths.end());
    return std::move(found_);
  }

 private:
  using Identity = std::pair<dev_t, ino_t>;

  void add_folder(const std::string& relative) {
    struct stat status = {};
    const fs::path folder = root_ / relative;
    if (::stat(folder.c_str(), &status) != 0) throw SystemError(errno, "look at " + folder.string());
    const Identity identity{status.st_dev, status.st_ino};
    if (!on_the_way_.insert(identity).second) return;
    for (const TreeEntry& entry : entries_of(folder)) {
      if (!entry.name.starts_with('.'))
        add(relative.empty() ? entry.name : relative + "/" + entry.name, entry);
    }
    on_the_way_.erase(identity);
  }

  void add(const std::string& relative, const TreeEntry& entry) {
    const fs::path path = root_ / relative;
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) {
      if (!entry.is_link) throw SystemError(errno, "look at " + path.string());
      throw Error(concat(
          {path.string(), " is a link that leads nowhere; remove it, or what it should lead to is missing"}));
    }
    if (S_ISDIR(status.st_mode)) {
      const bool is_entered =
          !entry.is_link || links_out_ == LinksOut::kFollow || is_inside(fs::canonical(path), real_root_);
      if (is_entered) return add_folder(relative);
      found_.left_out.push_back(relative);
    } else if (!S_ISREG(status.st_mode)) {
      throw Error(concat({path.string(), " is neither a file nor a folder, and can't be served; remove it"}));
    } else if (!is_product(entry.name)) {
      found_.paths.push_back(relative);
    }
  }

  fs::path root_;
  fs::path real_root_;
  LinksOut links_out_;
  std::set<Identity> on_the_way_;
  StaticFiles found_;
};

}  // namespace

StaticFiles find_static_files(const fs::path& folder, LinksOut links_out) {
  return Walk(folder, links_out).run();
}

}  // namespace slipway::assets

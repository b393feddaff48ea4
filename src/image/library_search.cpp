#include "image/library_search.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.hpp"

namespace slipway::image {
namespace {

constexpr const char* kConfiguration = "/etc/ld.so.conf";
/// Includes that include each other end here.
constexpr std::size_t kMostConfigurations = 1000;

std::string without_blanks(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// ldconfig(8): a folder a line, comments behind "#", and "include PATTERN".
class Configuration {
 public:
  explicit Configuration(const RootView& root) : root_(root) {}

  std::vector<std::string> folders() {
    read(kConfiguration);
    return std::move(folders_);
  }

 private:
  void read(const std::string& path) {
    const std::optional<std::string> resolved = root_.resolve(path);
    if (!resolved || read_.size() >= kMostConfigurations || !read_.insert(*resolved).second) return;
    const std::optional<RootView::Node> node = root_.look(*resolved);
    if (!node || node->kind != FileEntry::Kind::kFile) return;
    std::istringstream lines(root_.read(*resolved));
    for (std::string line; std::getline(lines, line);) {
      line = without_blanks(line.substr(0, line.find('#')));
      if (line.starts_with("include ") || line.starts_with("include\t")) {
        include(without_blanks(line.substr(std::string_view("include").size())));
      } else if (line.starts_with('/')) {
        folders_.push_back(line);
      }
    }
  }

  /// Patterns stand in the last name alone: /etc/ld.so.conf.d/*.conf.
  void include(const std::string& pattern) {
    const std::size_t slash = pattern.rfind('/');
    const std::string folder = slash == std::string::npos ? "/etc" : pattern.substr(0, slash);
    const std::string names = pattern.substr(slash == std::string::npos ? 0 : slash + 1);
    const std::optional<std::string> resolved = root_.resolve(folder);
    if (!resolved) return;
    for (const std::string& name : root_.list(*resolved)) {
      if (::fnmatch(names.c_str(), name.c_str(), FNM_PERIOD) == 0) read(*resolved + "/" + name);
    }
  }

  const RootView& root_;
  std::vector<std::string> folders_;
  std::set<std::string> read_;
};

std::vector<std::string> built_in_folders(std::uint16_t machine) {
  // Debian's glibc (debian/sysdeps, slibdir and rtlddir), then that of Fedora and Alpine's neighbours.
  const std::string triplet = machine == kElfAarch64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  return {"/usr/lib/" + triplet, "/lib/" + triplet, "/usr/lib64", "/lib64", "/usr/lib", "/lib"};
}

}  // namespace

bool needs_musl(const ElfFile& file) {
  return std::any_of(file.needed.begin(), file.needed.end(), [](const std::string& name) {
    // Alpine's own name, and that of a library which a cross compiler made.
    return name.starts_with("libc.musl-") || name == "libc.so";
  });
}

LibrarySearch::LibrarySearch(const RootView& root, std::uint16_t machine) : root_(root), machine_(machine) {
  const std::vector<std::string> known = built_in_folders(machine);
  for (const std::string& folder : known) {
    const std::optional<std::string> resolved = root_.resolve(folder);
    if (!resolved) continue;
    if (std::find(built_in_.begin(), built_in_.end(), *resolved) == built_in_.end())
      built_in_.push_back(*resolved);
  }
  main_folder_ = built_in_.empty() ? known.front() : built_in_.front();
  configured_ = Configuration(root).folders();
}

bool LibrarySearch::is_built_in(const std::string& folder) const {
  return std::find(built_in_.begin(), built_in_.end(), folder) != built_in_.end();
}

std::optional<ElfFile> LibrarySearch::read_library(const std::string& resolved) const {
  // A linker script has the name of a library, too.
  if (const auto file = root_.file_of(resolved)) {
    if (!is_elf_file(file->string())) return std::nullopt;
    return read_elf_file(file->string());
  }
  const std::string content = root_.read(resolved);
  if (!content.starts_with(kElfMagic)) return std::nullopt;
  return read_elf(content, resolved);
}

std::string LibrarySearch::platform_folder() const {
  // elf/dl-load.c: DL_DST_LIB is the folder behind /usr.
  return main_folder_.starts_with("/usr/") ? main_folder_.substr(std::string_view("/usr/").size())
                                           : main_folder_.substr(1);
}

std::optional<FoundLibrary> LibrarySearch::look(const std::string& path) const {
  const std::optional<std::string> resolved = root_.resolve(path);
  if (!resolved) return std::nullopt;
  const std::optional<RootView::Node> node = root_.look(*resolved);
  if (!node || node->kind != FileEntry::Kind::kFile) return std::nullopt;
  std::optional<ElfFile> elf = read_library(*resolved);
  if (!elf || !is_for(*elf, machine_) || needs_musl(*elf)) return std::nullopt;
  return FoundLibrary{path, *resolved, *std::move(elf)};
}

std::optional<FoundLibrary> LibrarySearch::find(const std::string& name,
                                                const std::vector<std::string>& folders) const {
  // A name with a slash is a path (dlopen(3)).
  if (name.find('/') != std::string::npos) return name.starts_with('/') ? look(name) : std::nullopt;
  for (const std::vector<std::string>* list : {&folders, &configured_, &built_in_}) {
    for (const std::string& folder : *list) {
      if (std::optional<FoundLibrary> found = look(folder + "/" + name)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace slipway::image

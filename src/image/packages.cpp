#include "image/packages.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "image/library_closure.hpp"

namespace slipway::image {
namespace {

constexpr const char* kInfo = "/var/lib/dpkg/info";
constexpr const char* kStatus = "/var/lib/dpkg/status";
constexpr mode_t kFile = 0644;

/// The folders that a merged /usr makes links of: packages may list their files there.
bool is_merged(std::string_view path) {
  constexpr std::array<std::string_view, 4> kMerged = {"/lib/", "/lib64/", "/bin/", "/sbin/"};
  return std::any_of(kMerged.begin(), kMerged.end(),
                     [&](std::string_view folder) { return path.starts_with(folder); });
}

template <typename Action>
void for_each_line(std::string_view text, Action action) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    action(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// "libc6" of "libc6:amd64.list".
std::string name_of_list(std::string_view file) {
  file.remove_suffix(std::string_view(".list").size());
  return std::string(file.substr(0, file.find(':')));
}

std::set<std::string> owners(const std::set<std::string>& files, const RootView& root,
                             const std::string& info) {
  const std::set<std::string_view> wanted(files.begin(), files.end());
  std::set<std::string> names;
  std::string merged;
  for (const std::string& file : root.list(info)) {
    if (!file.ends_with(".list")) continue;
    bool owns = false;
    const std::string text = root.read(info + "/" + file);
    for_each_line(text, [&](std::string_view line) {
      if (owns) return;
      owns = wanted.contains(line);
      if (owns || !is_merged(line)) return;
      merged.assign("/usr").append(line);
      owns = wanted.contains(merged);
    });
    if (owns) names.insert(name_of_list(file));
  }
  return names;
}

/// dpkg's own fields, which the package does not have.
bool is_of_dpkg(std::string_view line) {
  constexpr std::array<std::string_view, 4> kFields = {
      "Status:", "Conffiles:", "Config-Version:", "Triggers-"};
  return std::any_of(kFields.begin(), kFields.end(),
                     [&](std::string_view field) { return line.starts_with(field); });
}

/// The paragraphs of dpkg's status, by their packages' names.
std::map<std::string, std::string> paragraphs(std::string_view status, const std::set<std::string>& names) {
  constexpr std::string_view kPackage = "Package: ";
  std::map<std::string, std::string> found;
  std::string name;
  bool leaves_out = false;
  for_each_line(status, [&](std::string_view line) {
    if (line.starts_with(kPackage)) name = line.substr(kPackage.size());
    if (line.empty()) name.clear();
    if (name.empty() || !names.contains(name)) return;
    if (!line.starts_with(' ')) leaves_out = is_of_dpkg(line);
    if (!leaves_out) found[name].append(line).append("\n");
  });
  return found;
}

}  // namespace

std::vector<Package> packages_of(const std::set<std::string>& files, const RootView& root) {
  const std::optional<std::string> info = root.resolve(kInfo);
  const std::optional<std::string> status = root.resolve(kStatus);
  std::vector<Package> packages;
  if (!info || !status) return packages;
  for (auto& [name, control] : paragraphs(root.read(*status), owners(files, root, *info))) {
    packages.push_back({name, std::move(control)});
  }
  return packages;
}

void add_package_records(const std::vector<Package>& packages, const RootView& root, FileTree& files) {
  for (const Package& package : packages) {
    files.add_text("var/lib/dpkg/status.d/" + package.name, kFile, package.control);
    // The folder may be a link to that of another package of the same source.
    const std::optional<std::string> copyright =
        root.resolve("/usr/share/doc/" + package.name + "/copyright");
    if (!copyright) continue;
    if (const auto file = root.file_of(*copyright)) {
      files.add_file("usr/share/doc/" + package.name + "/copyright", kFile, *file);
    }
  }
}

}  // namespace slipway::image

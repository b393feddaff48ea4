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

/// "libc6:amd64" of "libc6:amd64.list"; packages that are not Multi-Arch: same have no architecture there.
std::string stem_of_list(std::string_view file) {
  file.remove_suffix(std::string_view(".list").size());
  return std::string(file);
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
    if (owns) names.insert(stem_of_list(file));
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

/// The value of a field of one line.
std::string field(std::string_view paragraph, std::string_view name) {
  std::string found;
  for_each_line(paragraph, [&](std::string_view line) {
    if (found.empty() && line.starts_with(name)) found = line.substr(name.size());
  });
  return found;
}

std::string without_fields_of_dpkg(std::string_view paragraph) {
  std::string control;
  bool leaves_out = false;
  for_each_line(paragraph, [&](std::string_view line) {
    if (!line.starts_with(' ')) leaves_out = is_of_dpkg(line);
    if (!leaves_out) control.append(line).append("\n");
  });
  return control;
}

/// The paragraphs of dpkg's status that belong to the lists, by their packages' names.
std::map<std::string, std::string> paragraphs(std::string_view status, const std::set<std::string>& lists) {
  std::map<std::string, std::string> found;
  while (!status.empty()) {
    const std::size_t end = std::min(status.find("\n\n"), status.size());
    const std::string_view paragraph = status.substr(0, end);
    status.remove_prefix(std::min(end + 2, status.size()));
    const std::string name = field(paragraph, "Package: ");
    if (!lists.contains(name) && !lists.contains(name + ":" + field(paragraph, "Architecture: "))) continue;
    found[name] = without_fields_of_dpkg(paragraph);
  }
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

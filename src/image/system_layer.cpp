#include "image/system_layer.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "image/elf.hpp"
#include "image/included_files.hpp"
#include "image/packages.hpp"
#include "image/system_files.hpp"

namespace slipway::image {
namespace {

/// What is never an ELF file and makes up most of a release.
bool is_known_data(std::string_view path) {
  constexpr std::array<std::string_view, 5> kSuffixes = {".beam", ".app", ".boot", ".script", ".gz"};
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view suffix) { return path.ends_with(suffix); });
}

void add_all(const FileTree& from, FileTree& to) {
  for (const auto& [path, entry] : from.entries()) {
    // A folder has the mode that its first owner gave it: /tmp is 1777 on whatever machine.
    const FileEntry* there = to.find(path);
    if (there != nullptr && there->kind == FileEntry::Kind::kFolder && entry.kind == there->kind) continue;
    to.add(path, entry);
  }
}

}  // namespace

std::vector<NeedingFile> programs_of(const ReleaseLayers& release) {
  std::vector<NeedingFile> programs;
  for (const FileTree* layer : release.all()) {
    for (const auto& [path, entry] : layer->entries()) {
      if (entry.kind != FileEntry::Kind::kFile || entry.source.empty() || is_known_data(path)) continue;
      if (is_elf_file(entry.source.string())) programs.push_back({"/" + path, entry.source});
    }
  }
  std::stable_partition(programs.begin(), programs.end(),
                        [](const NeedingFile& program) { return program.path.ends_with("/bin/beam.smp"); });
  return programs;
}

SystemLayer system_layer(const ReleaseLayers& release, const std::vector<std::string>& included,
                         const std::string& user, const RootView& source, const RootView* base) {
  SystemLayer layer;
  std::set<std::string> copied;
  const auto note = [&](const std::vector<std::string>& paths) { copied.insert(paths.begin(), paths.end()); };
  IncludedFiles extra = include_files(included, source, base, user);
  note(extra.copied);
  std::vector<NeedingFile> programs = programs_of(release);
  programs.insert(programs.end(), extra.programs.begin(), extra.programs.end());
  FileTree own;
  for (const FileTree* tree : release.all()) {
    for (const auto& [path, entry] : tree->entries()) {
      if (entry.kind != FileEntry::Kind::kFolder) own.add(path, entry);
    }
  }
  LibraryClosure closure = close_over_libraries(programs, own, source, base);
  layer.machine = closure.machine;
  layer.needed_by = std::move(closure.needed_by);
  for (const auto& [library, needing] : layer.needed_by) copied.insert(library);
  if (base == nullptr) {
    SystemFiles system = system_files(source, user);
    note(system.copied);
    layer.warnings = std::move(system.warnings);
    layer.has_certificates = system.files.find("etc/ssl/certs/ca-certificates.crt") != nullptr;
    layer.files = std::move(system.files);
  }
  layer.warnings.insert(layer.warnings.end(), closure.warnings.begin(), closure.warnings.end());
  add_all(closure.files, layer.files);
  add_all(extra.files, layer.files);
  add_package_records(packages_of(copied, source), source, layer.files);
  return layer;
}

}  // namespace slipway::image

#include "release/application_files.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/beam.hpp"
#include "support/gzip.hpp"
#include "support/inflate.hpp"
#include "support/tree_entries.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

std::string application_folder(const SelectedApplication& application) {
  return "lib/" + application.name + "-" + application.resource.version;
}

// What the compiler wrote has the modes that the umask of its run left; that a file is a program stays.
mode_t mode_of_copy(mode_t source) { return (source & 0111) == 0 ? 0644 : 0755; }

std::string strip_recipe(const ReleasePlan& plan) {
  std::string recipe = plan.options.compress_beams ? "strip, compress" : "strip";
  for (const std::string& chunk : plan.kept_chunks) recipe += " " + chunk;
  return recipe;
}

void list_folder(const std::string& source, const std::string& target, std::vector<CopiedFile>& files) {
  for (const auto& [name, kind, is_link] : entries_of(source)) {
    const std::string entry = below(source, name);
    // Folders in ebin are nothing that the code server looks into.
    if (kind == Kind::kFolder || (is_link && fs::is_directory(entry))) continue;
    files.push_back({entry, below(target, name)});
  }
}

}  // namespace

std::vector<SelectedApplication> copied_applications(const ReleasePlan& plan) {
  std::vector<SelectedApplication> copied;
  for (const SelectedApplication& application : plan.release.applications) {
    if (plan.release.erts.folder || !application.is_otp) copied.push_back(application);
  }
  return copied;
}

std::vector<CopiedFile> list_ebin_files(const ReleasePlan& plan) {
  std::vector<CopiedFile> files;
  for (const SelectedApplication& application : copied_applications(plan)) {
    list_folder(application.folder / "ebin", application_folder(application) + "/ebin", files);
  }
  if (plan.consolidation_path && fs::is_directory(*plan.consolidation_path)) {
    list_folder(*plan.consolidation_path, plan.release.version_folder() + "/consolidated", files);
  }
  return files;
}

void copy_ebin_file(const CopiedFile& file, const ReleasePlan& plan, TreeWriter& tree) {
  if (!file.source.ends_with(".beam") || !plan.options.strip_beams) {
    tree.derive(file.source, file.path, "ebin", mode_of_copy, [&] { return read_file(file.source); });
    return;
  }
  const auto strip = [&] {
    std::string content = read_file(file.source);
    if (is_gzip(content)) content = inflate_gzip(content, file.source, kLargestFile);
    with_context("a module can't be stripped (compile it anew with `mix compile --force`)",
                 [&] { content = erl::strip_beam(content, plan.kept_chunks, file.source); });
    return plan.options.compress_beams ? gzip(content) : content;
  };
  tree.derive(
      file.source, file.path, strip_recipe(plan), [](mode_t) { return mode_t{0644}; }, strip);
}

std::vector<ApplicationFile> make_application_folders(const ReleasePlan& plan, TreeWriter& tree) {
  std::vector<ApplicationFile> all;
  for (const SelectedApplication& application : copied_applications(plan)) {
    std::vector<CopiedFile> files;
    for (const std::string& name : plan.copied_folders) {
      const fs::path source = application.folder / name;
      if (!fs::is_directory(source)) continue;
      with_context("application " + application.name, [&] {
        tree.make_folders_following_links(source, application_folder(application) + "/" + name, files);
      });
    }
    for (CopiedFile& file : files) all.push_back({application.name, std::move(file)});
  }
  return all;
}

void copy_application_file(const ApplicationFile& file, TreeWriter& tree) {
  with_context("application " + file.application, [&] { tree.copy(file.file.source, file.file.path); });
}

}  // namespace slipway::release

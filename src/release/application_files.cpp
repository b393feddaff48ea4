#include "release/application_files.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/beam.hpp"
#include "support/gzip.hpp"
#include "support/inflate.hpp"
#include "support/parallel.hpp"
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

void list_folder(const fs::path& source, const std::string& target, std::vector<CopiedFile>& files) {
  for (const auto& [name, kind, is_link] : entries_of(source)) {
    // Folders in ebin are nothing that the code server looks into.
    if (kind == Kind::kFolder || (is_link && fs::is_directory(source / name))) continue;
    files.push_back({source / name, target + "/" + name});
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
  if (file.source.extension() != ".beam" || !plan.options.strip_beams) {
    tree.derive(file.source, file.path, "ebin", mode_of_copy, [&] { return read_file(file.source); });
    return;
  }
  const auto strip = [&] {
    std::string content = read_file(file.source);
    if (is_gzip(content)) content = inflate_gzip(content, file.source.string(), kLargestFile);
    with_context("a module can't be stripped (compile it anew with `mix compile --force`)",
                 [&] { content = erl::strip_beam(content, plan.kept_chunks, file.source.string()); });
    return plan.options.compress_beams ? gzip(content) : content;
  };
  tree.derive(
      file.source, file.path, strip_recipe(plan), [](mode_t) { return mode_t{0644}; }, strip);
}

void copy_application_folders(const ReleasePlan& plan, TreeWriter& tree) {
  std::vector<CopiedFile> files;
  std::vector<std::string> owners;
  for (const SelectedApplication& application : copied_applications(plan)) {
    for (const std::string& name : plan.copied_folders) {
      const fs::path source = application.folder / name;
      if (!fs::is_directory(source)) continue;
      with_context("application " + application.name, [&] {
        tree.make_folders_following_links(source, application_folder(application) + "/" + name, files);
      });
    }
    owners.resize(files.size(), application.name);
  }
  parallel_for(files.size(), [&](std::size_t i) {
    with_context("application " + owners[i], [&] { tree.copy(files[i].source, files[i].path); });
  });
}

}  // namespace slipway::release

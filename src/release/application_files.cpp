#include "release/application_files.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/beam.hpp"
#include "support/inflate.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

std::string application_folder(const SelectedApplication& application) {
  return "lib/" + application.name + "-" + application.resource.version;
}

void list_folder(const fs::path& source, const std::string& target, std::vector<EbinFile>& files) {
  for (const std::string& name : sorted_names(source)) {
    // Folders in ebin are nothing that the code server looks into.
    if (!fs::is_directory(source / name)) files.push_back({source / name, target + "/" + name});
  }
}

}  // namespace

std::vector<EbinFile> list_ebin_files(const ReleasePlan& plan) {
  std::vector<EbinFile> files;
  for (const SelectedApplication& application : plan.selection.applications) {
    list_folder(application.folder / "ebin", application_folder(application) + "/ebin", files);
  }
  if (plan.consolidation_path && fs::is_directory(*plan.consolidation_path)) {
    list_folder(*plan.consolidation_path, plan.version_folder + "/consolidated", files);
  }
  return files;
}

void copy_ebin_file(const EbinFile& file, const ReleasePlan& plan, TreeWriter& tree) {
  std::string content = read_file(file.source);
  if (plan.options.strip_beams && file.source.extension() == ".beam") {
    if (is_gzip(content)) content = inflate_gzip(content, file.source.string(), kLargestFile);
    with_context("a module can't be stripped (compile it anew with `mix compile --force`)",
                 [&] { content = erl::strip_beam(content, plan.kept_chunks, file.source.string()); });
  }
  // What the compiler wrote has the modes that the umask of its run left.
  tree.write(file.target, content, 0644);
}

void copy_application_folders(const ReleasePlan& plan, TreeWriter& tree) {
  for (const SelectedApplication& application : plan.selection.applications) {
    for (const std::string& name : plan.copied_folders) {
      const fs::path source = application.folder / name;
      if (!fs::is_directory(source)) continue;
      with_context("application " + application.name, [&] {
        tree.copy_tree_following_links(source, application_folder(application) + "/" + name);
      });
    }
  }
}

}  // namespace slipway::release

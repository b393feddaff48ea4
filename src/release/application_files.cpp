#include "release/application_files.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/beam.hpp"
#include "support/gzip.hpp"
#include "support/inflate.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

std::string application_folder(const SelectedApplication& application) {
  return "lib/" + application.name + "-" + application.resource.version;
}

// OTP's applications stay where they are if the release runs on the Erlang of the system.
std::vector<SelectedApplication> copied_applications(const ReleasePlan& plan) {
  std::vector<SelectedApplication> copied;
  for (const SelectedApplication& application : plan.release.applications) {
    if (plan.release.erts.folder || !application.is_otp) copied.push_back(application);
  }
  return copied;
}

// What the compiler wrote has the modes that the umask of its run left; that a file is a program stays.
mode_t mode_of_copy(const fs::path& source) {
  const fs::perms executable = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  return (fs::status(source).permissions() & executable) == fs::perms::none ? 0644 : 0755;
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
  for (const SelectedApplication& application : copied_applications(plan)) {
    list_folder(application.folder / "ebin", application_folder(application) + "/ebin", files);
  }
  if (plan.consolidation_path && fs::is_directory(*plan.consolidation_path)) {
    list_folder(*plan.consolidation_path, plan.release.version_folder() + "/consolidated", files);
  }
  return files;
}

void copy_ebin_file(const EbinFile& file, const ReleasePlan& plan, TreeWriter& tree) {
  std::string content = read_file(file.source);
  if (file.source.extension() != ".beam" || !plan.options.strip_beams) {
    tree.write(file.target, content, mode_of_copy(file.source));
    return;
  }
  if (is_gzip(content)) content = inflate_gzip(content, file.source.string(), kLargestFile);
  with_context("a module can't be stripped (compile it anew with `mix compile --force`)",
               [&] { content = erl::strip_beam(content, plan.kept_chunks, file.source.string()); });
  tree.write(file.target, plan.options.compress_beams ? gzip(content) : content, 0644);
}

void copy_application_folders(const ReleasePlan& plan, TreeWriter& tree) {
  for (const SelectedApplication& application : copied_applications(plan)) {
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

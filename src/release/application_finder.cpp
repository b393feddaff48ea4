#include "release/application_finder.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> list_folders(const fs::path& parent) {
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator entry(parent, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    // What can't be looked at stays in the list: where it is needed, reading it tells why. Without it, an
    // older version beside it would be taken.
    std::error_code unknown;
    const fs::file_type type = entry->status(unknown).type();
    if (type == fs::file_type::directory || type == fs::file_type::none)
      names.push_back(entry->path().filename().string());
  }
  if (error) throw SystemError(error.value(), "list the libraries of Erlang in " + parent.string());
  std::sort(names.begin(), names.end());
  return names;
}

/// code_server:get_name/1: the folder above ebin, up to the first hyphen.
std::map<std::string, fs::path> index_code_path(const std::vector<fs::path>& code_path) {
  std::map<std::string, fs::path> folders;
  for (fs::path entry : code_path) {
    if (!entry.has_filename()) entry = entry.parent_path();
    const fs::path folder = entry.filename() == "ebin" ? entry.parent_path() : entry;
    const std::string name = folder.filename().string();
    folders.emplace(name.substr(0, name.find('-')), folder);
  }
  return folders;
}

class Finder {
 public:
  explicit Finder(const ApplicationFolders& folders)
      : otp_lib_(folders.otp_lib),
        otp_names_(list_folders(folders.otp_lib)),
        dependencies_(folders.dependencies.begin(), folders.dependencies.end()),
        code_path_(index_code_path(folders.code_path)),
        elixir_lib_(folders.elixir_lib) {}

  std::optional<FoundApplication> operator()(const std::string& name) const {
    if (!dependencies_.contains(name)) {
      if (const auto folder = otp_folder(name)) return read(name, *folder, true);
    }
    if (const auto found = code_path_.find(name); found != code_path_.end())
      return read(name, found->second, false);
    if (!elixir_lib_.empty() && fs::is_directory(elixir_lib_ / name))
      return read(name, elixir_lib_ / name, false);
    if (const auto folder = otp_folder_of_another_name(name)) return read(name, *folder, true);
    return std::nullopt;
  }

 private:
  std::optional<fs::path> otp_folder(const std::string& name) const {
    const std::string prefix = name + "-";
    std::optional<fs::path> last;
    for (auto folder = std::lower_bound(otp_names_.begin(), otp_names_.end(), prefix);
         folder != otp_names_.end() && folder->starts_with(prefix); ++folder) {
      last = otp_lib_ / *folder;
    }
    return last;
  }

  std::optional<fs::path> otp_folder_of_another_name(const std::string& name) const {
    std::optional<fs::path> last;
    for (const std::string& folder : otp_names_) {
      if (fs::is_regular_file(otp_lib_ / folder / "ebin" / (name + ".app"))) last = otp_lib_ / folder;
    }
    return last;
  }

  static FoundApplication read(const std::string& name, const fs::path& folder, bool is_otp) {
    const fs::path file = folder / "ebin" / (name + ".app");
    const std::optional<std::string> text = read_file_if_exists(file);
    if (!text) {
      throw Error(concat({"could not load the application ", name, ": ", file.string(), " does not exist. ",
                          is_otp ? "Install this part of Erlang (on Debian a package erlang-*), or leave the "
                                   "application out"
                                 : "Compile the project again"}));
    }
    return {folder, is_otp, erl::read_application_resource(*text, name, file.string())};
  }

  fs::path otp_lib_;
  std::vector<std::string> otp_names_;
  std::set<std::string> dependencies_;
  std::map<std::string, fs::path> code_path_;
  fs::path elixir_lib_;
};

}  // namespace

ApplicationFinder make_application_finder(const ApplicationFolders& folders) { return Finder(folders); }

}  // namespace slipway::release

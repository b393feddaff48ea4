#include "project/step_state.hpp"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/programs.hpp"
#include "project/fingerprint.hpp"
#include "support/file_stamp.hpp"
#include "support/hash.hpp"

namespace slipway::project {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kFilledByTools = {"deps", "node_modules", "_build", ".git",
                                                            ".elixir_ls"};
/// They choose which versions of the tools a version manager starts.
constexpr std::array<std::string_view, 3> kVersionFiles = {".tool-versions", "mise.toml", ".nvmrc"};
constexpr std::size_t kBlock = std::size_t{64} << 10;

/// Goes through files in the order of their names, and hashes what it meets.
class FileHasher {
 public:
  explicit FileHasher(std::vector<std::string> left_out) : left_out_(std::move(left_out)) {}

  void add_text(std::string_view text) { hash_ = hash_of(text, hash_); }

  /// A file, or a folder with all below it; what does not exist counts as that.
  void add(const std::string& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) {
      // A link that leads nowhere is as good as none.
      if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) throw SystemError(errno, "look at " + path);
      add_text("none");
    } else if (S_ISDIR(status.st_mode)) {
      add_folder(path, {status.st_dev, status.st_ino});
    } else if (S_ISREG(status.st_mode)) {
      add_text((status.st_mode & S_IXUSR) != 0 ? "program" : "file");
      add_content(path);
    } else {
      add_text("special");
    }
  }

  /// The names in a folder.
  void add_listing(const std::string& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return add_text("none");
    for (const std::string& name : names_in(folder)) add_text(name);
  }

  std::uint64_t hash() const { return hash_; }

 private:
  using Identity = std::pair<dev_t, ino_t>;

  static std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void add_folder(const std::string& folder, Identity identity) {
    add_text("folder");
    if (!on_the_way_.insert(identity).second) return;
    for (const std::string& name : names_in(folder)) {
      const std::string path = folder + "/" + name;
      if (std::find(kFilledByTools.begin(), kFilledByTools.end(), name) != kFilledByTools.end() ||
          std::find(left_out_.begin(), left_out_.end(), path) != left_out_.end())
        continue;
      add_text(name);
      add(path);
    }
    add_text("end");
    on_the_way_.erase(identity);
  }

  void add_content(const std::string& path) {
    const FileDescriptor file = open_file(path, O_RDONLY);
    std::vector<char> block(kBlock);
    while (true) {
      const ssize_t count = ::read(file.get(), block.data(), block.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw SystemError(errno, "read " + path);
      // The blocks of a file are full but for the last, so that they fall the same way each time.
      add_text({block.data(), static_cast<std::size_t>(count)});
      if (count == 0) return;
    }
  }

  std::vector<std::string> left_out_;
  std::set<Identity> on_the_way_;
  std::uint64_t hash_ = kHashOfNothing;
};

std::string absolute(const std::string& path, const fs::path& project) {
  std::string joined = (project / path).lexically_normal().string();
  if (joined.size() > 1 && joined.ends_with('/')) joined.pop_back();
  return joined;
}

/// Escaped for glob(7).
std::string escaped(const std::string& path) {
  std::string text;
  for (const char character : path) {
    if (std::string_view("*?[]\\").find(character) != std::string_view::npos) text += '\\';
    text += character;
  }
  return text;
}

/// What a pattern stands for, sorted; a path without wildcards for itself, whether it exists or not.
std::vector<std::string> expand(const std::string& pattern, const fs::path& project) {
  if (pattern.find_first_of("*?[") == std::string::npos) return {absolute(pattern, project)};
  const std::string whole = pattern.starts_with('/') ? pattern : escaped(project.string()) + "/" + pattern;
  glob_t found = {};
  const int result = ::glob(whole.c_str(), 0, nullptr, &found);
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + (result == 0 ? found.gl_pathc : 0));
  ::globfree(&found);
  if (result != 0 && result != GLOB_NOMATCH) throw Error("the files of " + pattern + " can't be listed");
  return paths;
}

std::vector<std::string> expand_all(const std::vector<std::string>& patterns, const fs::path& project) {
  std::vector<std::string> paths;
  for (const std::string& pattern : patterns) {
    for (std::string& path : expand(pattern, project)) paths.push_back(std::move(path));
  }
  return paths;
}

/// The program that the shell would start: another version makes other things.
void add_program(const std::string& name, FileHasher& hasher) {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  const auto program = find_program(name, path == nullptr ? "" : path);
  const auto stamp = program ? stamp_behind_links(program->string()) : std::nullopt;
  if (!stamp) return hasher.add_text("none");
  hasher.add_text(program->string());
  hasher.add_text(std::to_string(stamp->inode) + " " + std::to_string(stamp->size) + " " +
                  std::to_string(stamp->modified));
}

}  // namespace

std::uint64_t hash_of_inputs(const BuildStep& step, const fs::path& project) {
  FileHasher hasher(expand_all(step.files.outputs, project));
  hasher.add_text(title_of(step));
  hasher.add_text(std::to_string(hash_of_surroundings()));
  add_program(step.command.words.front(), hasher);
  for (const std::string_view file : kVersionFiles) hasher.add((project / file).string());
  for (const std::string& path : expand_all(step.files.inputs, project)) {
    hasher.add_text(path);
    hasher.add(path);
  }
  return hasher.hash();
}

std::uint64_t hash_of_outputs(const BuildStep& step, const fs::path& project) {
  FileHasher hasher({});
  for (const std::string& path : expand_all(step.files.outputs, project)) {
    hasher.add_text(path);
    hasher.add(path);
  }
  for (const std::string& folder : step.files.listings) hasher.add_listing(absolute(folder, project));
  return hasher.hash();
}

}  // namespace slipway::project

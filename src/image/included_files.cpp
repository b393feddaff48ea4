#include "image/included_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "image/copied_path.hpp"
#include "image/elf.hpp"
#include "image/image_user.hpp"

namespace slipway::image {
namespace {

using Strings = std::vector<std::string>;

/// Where Debian keeps programs that scripts of the same name choose from.
constexpr const char* kPrivatePrograms = "/usr/lib";
constexpr std::size_t kDeepestProgram = 4;

/// The interpreter of a script, "/usr/bin/perl"; empty for what is none.
std::string interpreter_of(std::string_view content) {
  if (!content.starts_with("#!")) return {};
  const std::size_t end = std::min(content.find('\n'), content.size());
  const std::size_t begin = std::min(content.find_first_not_of(" \t", 2), end);
  const std::string_view line = content.substr(begin, end - begin);
  return std::string(line.substr(0, line.find_first_of(" \t\r")));
}

/// As much as Linux reads of a script for its interpreter (BINPRM_BUF_SIZE).
std::string first_line(const std::filesystem::path& file) {
  constexpr std::size_t kMost = 256;
  std::array<char, kMost> begin{};
  const FileDescriptor descriptor = open_file(file.string(), O_RDONLY | O_NONBLOCK);
  const ssize_t count = ::read(descriptor.get(), begin.data(), begin.size());
  if (count < 0) throw SystemError(errno, "read " + file.string());
  return {begin.data(), static_cast<std::size_t>(count)};
}

std::string octal(mode_t mode) {
  constexpr int kBase = 8;
  std::array<char, sizeof(mode_t) * 3> digits{};
  const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), mode, kBase);
  return {digits.data(), end};
}

class Including {
 public:
  Including(const RootView& source, const RootView* base, const std::string& user)
      : source_(source), base_(base), user_(image_user(user)) {}

  IncludedFiles include(const Strings& paths) {
    for (const std::string& path : paths) {
      if (!source_.resolve(path)) {
        throw Error(concat({"include: there is no ", path,
                            " on this machine; install its package, or correct the "
                            "path"}));
      }
      if (source_.resolve(path) == "/")
        throw Error("include: / is the whole machine; name the files and folders that the release needs");
      add(path);
    }
    // A script may stand in front of its interpreter.
    for (const Script& script : scripts_) require_interpreter(script);
    return std::move(result_);
  }

 private:
  struct Script {
    /// As it was asked for: Debian's psql is a link to pg_wrapper, and the program is called psql, too.
    std::string path;
    std::string interpreter;
  };

  void add(const std::string& path) {
    const std::string place = add_path_of(source_, path, result_.files);
    if (place.empty())
      throw Error(concat({"include: ", path, " is no file, folder or link; an image can't hold it"}));
    const std::optional<RootView::Node> node = source_.look(place);
    if (!node) throw Error(place + " went away while it was copied");
    require_use(place, *node);
    if (node->kind == FileEntry::Kind::kFolder) {
      for (const std::string& name : source_.list(place)) add_below(place + "/" + name);
      return;
    }
    add_file(place, path);
  }

  /// A mode such as 0600 is somebody's intent, and whoever can pull an image can read all of it.
  void require_use(const std::string& place, const RootView::Node& node) const {
    if (may_use(user_, node.mode, node.kind == FileEntry::Kind::kFolder)) return;
    constexpr mode_t kPermissions = 07777;
    constexpr std::string_view kAdvice =
        " of the image can't use it; if it is no secret, for whoever can pull the image can read it, `chmod "
        "a+rX ";
    throw Error(concat({"include: ", place, " has the mode 0", octal(node.mode & kPermissions),
                        ", with which user ", std::to_string(user_.user), kAdvice, place,
                        "`; give secrets to the container as it starts"}));
  }

  /// In a folder links are kept, and not followed.
  void add_below(const std::string& path) {
    const std::optional<RootView::Node> node = source_.look(path);
    if (node && node->kind == FileEntry::Kind::kLink) {
      result_.files.add_link(path.substr(1), node->target);
      return;
    }
    add(path);
  }

  void add_file(const std::string& place, const std::string& path) {
    result_.copied.push_back(place);
    const std::optional<std::filesystem::path> file = source_.file_of(place);
    if (!file) throw Error(place + " can't be copied from where it lies");
    if (is_elf_file(file->string())) {
      result_.programs.push_back({place, *file});
    } else if (std::string interpreter = interpreter_of(first_line(*file)); !interpreter.empty()) {
      scripts_.push_back({path, std::move(interpreter)});
    }
  }

  bool will_be_there(const std::string& path) const {
    if (base_ != nullptr && base_->resolve(path)) return true;
    const std::optional<std::string> resolved = source_.resolve(path);
    return resolved && result_.files.find(std::string_view(*resolved).substr(1)) != nullptr;
  }

  void require_interpreter(const Script& script) const {
    if (will_be_there(script.interpreter)) return;
    Strings programs;
    find_programs(kPrivatePrograms, script.path.substr(script.path.rfind('/') + 1), 0, programs);
    std::string advice = "; include the interpreter, too, or leave the script out";
    if (!programs.empty()) advice = "; the program itself is " + programs.back() + ": include that instead";
    throw Error(concat({"include: ", script.path, " is a script for ", script.interpreter,
                        ", which the image does not have", advice}));
  }

  /// Programs of that name in folders called "bin".
  void find_programs(const std::string& folder, const std::string& name, std::size_t depth,
                     Strings& found) const {
    const std::optional<RootView::Node> itself = source_.look(folder);
    if (depth > kDeepestProgram || !itself || itself->kind != FileEntry::Kind::kFolder) return;
    constexpr mode_t kListed = 05;  // others may be closed to us
    if ((itself->mode & kListed) != kListed) return;
    for (const std::string& below : source_.list(folder)) {
      const std::string path = folder + "/" + below;
      const std::optional<RootView::Node> node = source_.look(path);
      if (!node) continue;
      if (node->kind == FileEntry::Kind::kFolder) {
        // Libraries are many, and programs are not among them.
        if (below.find("-linux-") == std::string::npos) find_programs(path, name, depth + 1, found);
      } else if (below == name && node->kind == FileEntry::Kind::kFile && folder.ends_with("/bin")) {
        const auto file = source_.file_of(path);
        if (file && is_elf_file(file->string())) found.push_back(path);
      }
    }
  }

  const RootView& source_;
  const RootView* base_;
  ImageUser user_;
  IncludedFiles result_;
  std::vector<Script> scripts_;
};

}  // namespace

IncludedFiles include_files(const Strings& paths, const RootView& source, const RootView* base,
                            const std::string& user) {
  return Including(source, base, user).include(paths);
}

}  // namespace slipway::image

#include "image/library_closure.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "image/elf.hpp"
#include "image/library_search.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr std::string_view kLibcrypto = "libcrypto.so.3";

/// A file whose needs are to be met.
struct Object {
  /// In the image, without links.
  std::string path;
  ElfFile elf;
  /// For an error that names a symbol.
  fs::path file;
  /// DT_RPATH of what loaded it, which holds for it as well.
  Strings inherited;
};

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

Strings expanded(const Strings& folders, const std::string& origin) {
  Strings result;
  for (std::string folder : folders) {
    for (const std::string_view word : {"${ORIGIN}", "$ORIGIN"}) {
      for (std::size_t at = folder.find(word); at != std::string::npos;
           at = folder.find(word, at + origin.size()))
        folder.replace(at, word.size(), origin);
    }
    // $LIB and $PLATFORM name folders that Debian's packages do not use.
    if (folder.find('$') == std::string::npos && folder.starts_with('/')) result.push_back(std::move(folder));
  }
  return result;
}

void append(Strings& to, const Strings& from) { to.insert(to.end(), from.begin(), from.end()); }

class Closing {
 public:
  Closing(const FileTree& release, const RootView& source, const RootView* base, std::uint16_t machine)
      : release_(release), source_(source, machine) {
    if (base != nullptr) base_.emplace(*base, machine);
    closure_.machine = machine;
  }

  LibraryClosure close(const std::vector<NeedingFile>& files) {
    for (const NeedingFile& file : files) {
      // One that lies in two places has the same needs.
      add_object({.path = file.path, .elf = read(file), .file = file.file, .inherited = {}});
    }
    while (!queue_.empty()) {
      const Object object = std::move(queue_.front());
      queue_.pop_front();
      meet_needs(object);
    }
    return std::move(closure_);
  }

 private:
  ElfFile read(const NeedingFile& file) const {
    ElfFile elf = read_elf(read_file(file.file.string()), file.file.string());
    if (elf.machine != closure_.machine || !elf.is_64_bit) {
      ElfFile wanted;
      wanted.machine = closure_.machine;
      throw Error(concat({file.file.string(), " is for ", machine_name(elf),
                          ", and the Erlang runtime system is for ", machine_name(wanted),
                          "; build it for that, or leave it out of the release"}));
    }
    return elf;
  }

  void add_object(Object object) {
    if (seen_.insert(object.path).second) queue_.push_back(std::move(object));
  }

  void meet_needs(const Object& object) {
    if (!object.elf.interpreter.empty()) need_interpreter(object);
    const std::string origin = folder_of(object.path);
    // DT_RPATH counts only where there is no DT_RUNPATH (ld.so(8)).
    Strings folders = object.elf.runpath.empty() ? expanded(object.elf.rpath, origin) : Strings();
    append(folders, object.inherited);
    const Strings inherited = folders;
    append(folders, expanded(object.elf.runpath, origin));
    for (const std::string& name : object.elf.needed) need(object, name, folders, inherited);
    need_opened_libraries(object);
  }

  void need_interpreter(const Object& object) {
    const std::string& path = object.elf.interpreter;
    if (path.find("ld-musl") != std::string::npos) {
      throw Error(
          concat({object.path, " was linked with musl (it wants ", path,
                  "); Slipway makes images of releases for glibc: build on Debian, Ubuntu or the like"}));
    }
    if (base_ && base_->root().resolve(path)) return;
    if (!source_.root().resolve(path)) {
      throw Error(concat({object.path, " needs the program interpreter ", path, ", which is not there"}));
    }
    const std::string place = add_path_of(source_.root(), path, closure_.files);
    closure_.needed_by.try_emplace(place, object.path);
  }

  void need(const Object& object, const std::string& name, const Strings& folders, const Strings& inherited) {
    if (const auto known = libraries_.find(name); known != libraries_.end()) {
      check_versions(object, name, known->second);
      return;
    }
    if (const std::optional<NeedingFile> own = find_in_release(name, folders)) {
      ElfFile elf = read(*own);
      check_versions(object, name, {own->path, elf.version_definitions, "the release"});
      libraries_[name] = {own->path, elf.version_definitions, "the release"};
      add_object({.path = own->path, .elf = std::move(elf), .file = own->file, .inherited = inherited});
      return;
    }
    if (base_) {
      if (const std::optional<FoundLibrary> found = base_->find(name, folders)) {
        libraries_[name] = {found->resolved, found->elf.version_definitions, "the base"};
        check_versions(object, name, libraries_[name]);
        return;
      }
    }
    const std::optional<FoundLibrary> found = source_.find(name, folders);
    if (!found) {
      throw Error(
          concat({object.path, " needs the library ", name,
                  ", which is neither in the release nor on this machine; install the package that has it "
                  "(on Debian, `apt-file search ",
                  name, "` names it)"}));
    }
    libraries_[name] = {found->resolved, found->elf.version_definitions, "this machine"};
    check_versions(object, name, libraries_[name]);
    take(object, name, *found, inherited);
  }

  /// Copies a library of the source, and goes on with what it needs itself.
  void take(const Object& object, const std::string& name, const FoundLibrary& found,
            const Strings& inherited) {
    const std::string folder = source_.root().resolve(folder_of(found.path)).value_or("");
    if (source_.is_built_in(folder) || found_by_runpath(object, folder)) {
      take_as_it_lies(object, found, inherited);
      return;
    }
    const mode_t mode = source_.root().look(found.resolved)->mode;
    closure_.files.add_file(source_.main_folder().substr(1) + "/" + name, mode, file_of(found));
    note_taken(object, found, inherited);
  }

  void take_as_it_lies(const Object& object, const FoundLibrary& found, const Strings& inherited) {
    add_path_of(source_.root(), found.path, closure_.files);
    note_taken(object, found, inherited);
  }

  void note_taken(const Object& object, const FoundLibrary& found, const Strings& inherited) {
    closure_.needed_by.try_emplace(found.resolved, object.path);
    add_object({.path = found.resolved, .elf = found.elf, .file = file_of(found), .inherited = inherited});
  }

  fs::path file_of(const FoundLibrary& found) const {
    std::optional<fs::path> file = source_.root().file_of(found.resolved);
    if (!file) throw Error(found.resolved + " can't be copied from where it lies");
    return *std::move(file);
  }

  static bool found_by_runpath(const Object& object, const std::string& folder) {
    const Strings own =
        expanded(object.elf.runpath.empty() ? object.elf.rpath : object.elf.runpath, folder_of(object.path));
    return std::find(own.begin(), own.end(), folder) != own.end();
  }

  std::optional<NeedingFile> find_in_release(const std::string& name, const Strings& folders) const {
    for (const std::string& folder : folders) {
      const std::string path = (fs::path(folder) / name).lexically_normal().string();
      const FileEntry* entry = release_.find(std::string_view(path).substr(1));
      if (entry != nullptr && entry->kind == FileEntry::Kind::kFile) return NeedingFile{path, entry->source};
    }
    return std::nullopt;
  }

  struct Library {
    std::string path;
    Strings versions;
    std::string_view place;
  };

  void check_versions(const Object& object, const std::string& name, const Library& library) const {
    // Without any definition all versions are taken for the same.
    if (library.versions.empty()) return;
    for (const ElfVersionNeed& need : object.elf.version_needs) {
      if (need.library != name) continue;
      for (const std::string& version : need.versions) {
        if (std::find(library.versions.begin(), library.versions.end(), version) != library.versions.end())
          continue;
        refuse_version(object, version, name, library);
      }
    }
  }

  [[noreturn]] static void refuse_version(const Object& object, const std::string& version,
                                          const std::string& name, const Library& library) {
    const std::string symbol =
        symbol_of_version(read_file(object.file.string()), version, object.file.string());
    // The last one of the same kind: "GLIBC_2.36" for "GLIBC_2.38".
    std::string newest;
    const std::string_view family = std::string_view(version).substr(0, version.find('_') + 1);
    for (const std::string& other : library.versions) {
      if (other.starts_with(family)) newest = other;
    }
    throw Error(concat({object.path, " needs ", version, symbol.empty() ? "" : " (the symbol " + symbol + ")",
                        " of ", name, ", and ", library.path, " of ", library.place,
                        newest.empty() ? " does not have it" : " goes up to " + newest,
                        "; build on a system that is as old, or take a newer base"}));
  }

  /// What is opened by name at run time.
  void need_opened_libraries(const Object& object) {
    const Strings& needed = object.elf.needed;
    const auto needs = [&](std::string_view name) {
      return std::find(needed.begin(), needed.end(), name) != needed.end();
    };
    // pthread_cancel(3) and pthread_exit(3) of glibc (sysdeps/nptl, unwind-forcedunwind.c).
    if (needs("libc.so.6") && !libraries_.contains("libgcc_s.so.1")) {
      const bool is_there = (base_ && base_->find("libgcc_s.so.1", {})) || source_.find("libgcc_s.so.1", {});
      if (is_there) need(object, "libgcc_s.so.1", {}, {});
    }
    // OTP's crypto loads the provider with the algorithms of old (crypto/c_src/crypto.c, initialize()).
    if (needs(kLibcrypto) && object.path.ends_with("/priv/lib/crypto.so")) {
      const std::string path = source_.main_folder() + "/ossl-modules/legacy.so";
      const auto crypto = libraries_.find(kLibcrypto);
      if (crypto == libraries_.end() || crypto->second.place != "this machine") return;
      if (const std::optional<FoundLibrary> found = source_.look(path)) take_as_it_lies(object, *found, {});
    }
  }

  const FileTree& release_;
  LibrarySearch source_;
  std::optional<LibrarySearch> base_;
  LibraryClosure closure_;
  std::deque<Object> queue_;
  /// Paths in the image.
  std::set<std::string> seen_;
  /// By the name under which they are needed: glibc loads each once.
  std::map<std::string, Library, std::less<>> libraries_;
};

}  // namespace

std::string add_path_of(const RootView& source, const std::string& path, FileTree& files) {
  std::string done;
  std::deque<std::string> names;
  const auto push = [&names](std::string_view text) {
    Strings parts;
    for (const fs::path& part : fs::path(text).relative_path()) {
      if (part != "." && !part.empty()) parts.push_back(part.string());
    }
    names.insert(names.begin(), parts.begin(), parts.end());
  };
  if (!source.resolve(path)) return {};  // which refuses links in a circle, too
  push(path);
  while (!names.empty()) {
    const std::string name = std::move(names.front());
    names.pop_front();
    if (name == "..") {
      done.resize(done.empty() ? 0 : done.rfind('/'));
      continue;
    }
    const std::string next = done + "/" + name;
    const std::optional<RootView::Node> node = source.look(next);
    if (!node) throw Error(next + " went away while it was copied");
    const std::string place = next.substr(1);
    if (node->kind == FileEntry::Kind::kLink) {
      files.add_link(place, node->target);
      if (node->target.starts_with('/')) done.clear();
      push(node->target);
      continue;
    }
    if (node->kind == FileEntry::Kind::kFile) {
      const std::optional<fs::path> file = source.file_of(next);
      if (!file) throw Error(next + " can't be copied from where it lies");
      files.add_file(place, node->mode & 0777U, *file);
    } else {
      files.add_folder(place, node->mode & 0777U);
    }
    done = next;
  }
  return done;
}

LibraryClosure close_over_libraries(const std::vector<NeedingFile>& files, const FileTree& release,
                                    const RootView& source, const RootView* base) {
  if (files.empty()) return {};
  const std::string first = files.front().file.string();
  return Closing(release, source, base, read_elf(read_file(first), first).machine).close(files);
}

}  // namespace slipway::image

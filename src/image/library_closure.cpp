#include "image/library_closure.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "image/copied_path.hpp"
#include "image/elf.hpp"
#include "image/library_search.hpp"
#include "image/symbol_versions.hpp"

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

/// What was found for a name.
struct Library {
  std::string path;
  Strings versions;
  std::string_view place;
};

/// As in path_resolution(7).
constexpr int kMostLinks = 40;

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

void replace_all(std::string& text, std::string_view word, const std::string& by) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size()))
    text.replace(at, word.size(), by);
}

/// The words of ld.so(8), "Dynamic string tokens"; without folders that still have one, or are relative.
Strings expanded(const Strings& folders, const std::string& origin, const LibrarySearch& search) {
  Strings result;
  for (std::string folder : folders) {
    for (const auto& [word, value] : {std::pair<std::string_view, std::string>{"ORIGIN", origin},
                                      {"LIB", search.platform_folder()},
                                      {"PLATFORM", search.platform()}}) {
      replace_all(folder, concat({"${", word, "}"}), value);
      replace_all(folder, concat({"$", word}), value);
    }
    if (folder.find('$') != std::string::npos || !folder.starts_with('/')) continue;
    std::string normal = fs::path(folder).lexically_normal().string();
    if (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
    result.push_back(std::move(normal));
  }
  return result;
}

/// OTP's wx, which projects name for :observer: no container has a display, and GTK has 100 MB.
bool is_for_a_display(std::string_view path) {
  const std::size_t at = path.rfind("/lib/wx-");
  return at != std::string_view::npos && path.find("/priv/", at) != std::string_view::npos;
}

/// Where software is installed, and found by others at the same path. Everything else (a home, a folder of
/// CI) is the builder's own: it means nothing in an image, and would tell of that machine.
bool is_of_an_installation(std::string_view folder) {
  constexpr std::array<std::string_view, 4> kPlaces = {"/usr/", "/opt/", "/nix/store/", "/gnu/store/"};
  return std::any_of(kPlaces.begin(), kPlaces.end(),
                     [&](std::string_view place) { return folder.starts_with(place); });
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
    for (const auto& [path, entry] : release_.entries()) {
      if (entry.kind == FileEntry::Kind::kFile) by_name_.emplace(path.substr(path.rfind('/') + 1), path);
    }
    for (const NeedingFile& file : files) {
      if (is_for_a_display(file.path)) {
        closure_.warnings.push_back(
            concat({file.path,
                    " comes without the libraries that it needs: wx is of no use in a container, which "
                    "has no display; leave :wx and :observer out of extra_applications in mix.exs"}));
        continue;
      }
      if (!read_elf_file(file.file.string()).is_linked) continue;
      // One that lies in two places has the same needs.
      add_object({.path = file.path, .elf = read(file), .file = file.file, .inherited = {}});
    }
    while (!queue_.empty()) {
      const Object object = std::move(queue_.front());
      queue_.pop_front();
      meet_needs(object);
    }
    place_own_libraries();
    return std::move(closure_);
  }

 private:
  ElfFile read(const NeedingFile& file) const {
    ElfFile elf = read_elf_file(file.file.string());
    if (!is_for(elf, closure_.machine)) {
      ElfFile wanted;
      wanted.machine = closure_.machine;
      throw Error(concat({file.file.string(), " is for ", machine_name(elf),
                          ", and the Erlang runtime system is for ", machine_name(wanted),
                          "; build it for that, or leave it out of the release"}));
    }
    if (needs_musl(elf)) refuse_musl(file.path, "its C library");
    return elf;
  }

  [[noreturn]] static void refuse_musl(const std::string& path, const std::string& wanted) {
    throw Error(
        concat({path, " was linked with musl (it wants ", wanted,
                "); Slipway makes images of releases for glibc: build on Debian, Ubuntu or the like"}));
  }

  void add_object(Object object) {
    if (seen_.insert(object.path).second) queue_.push_back(std::move(object));
  }

  void meet_needs(const Object& object) {
    if (!object.elf.interpreter.empty()) need_interpreter(object);
    const std::string origin = folder_of(object.path);
    // An object with DT_RUNPATH has no use for DT_RPATH, neither its own nor that of what loaded it
    // (ld.so(8); elf/dl-load.c, _dl_map_object); the libraries that it loads itself inherit the latter.
    const bool has_runpath = !object.elf.runpath.empty();
    Strings inherited = has_runpath ? Strings() : expanded(object.elf.rpath, origin, source_);
    append(inherited, object.inherited);
    const Strings folders = has_runpath ? expanded(object.elf.runpath, origin, source_) : inherited;
    for (const std::string& name : object.elf.needed) need(object, name, folders, inherited);
    need_opened_libraries(object);
  }

  void need_interpreter(const Object& object) {
    const std::string& path = object.elf.interpreter;
    if (path.find("ld-musl") != std::string::npos) refuse_musl(object.path, path);
    if (base_ && base_->root().resolve(path)) return;
    if (!source_.root().resolve(path)) {
      throw Error(concat({object.path, " needs the program interpreter ", path, ", which is not there"}));
    }
    const std::string place = add_path_of(source_.root(), path, closure_.files);
    closure_.needed_by.try_emplace(place, object.path);
  }

  void need(const Object& object, const std::string& name, const Strings& folders, const Strings& inherited) {
    const std::pair<std::string, Strings> key(name, folders);
    auto known = libraries_.find(key);
    if (known == libraries_.end())
      known = libraries_.emplace(key, find_library(object, name, folders, inherited)).first;
    check_versions(object, name, known->second);
  }

  Library find_library(const Object& object, const std::string& name, const Strings& folders,
                       const Strings& inherited) {
    if (name.find('/') != std::string::npos) return find_by_path(object, name, inherited);
    if (const std::optional<NeedingFile> own = find_in_release(name, folders))
      return of_release(*own, inherited);
    if (base_) {
      if (const std::optional<FoundLibrary> found = base_->find(name, folders))
        return {found->resolved, found->elf.version_definitions, "the base"};
    }
    if (const std::optional<FoundLibrary> found = source_.find(name, folders)) {
      take(object, name, *found, folders, inherited);
      return {found->resolved, found->elf.version_definitions, "this machine"};
    }
    // Loaded before by the library that it belongs to, and then found by its name alone.
    if (const auto elsewhere = by_name_.find(name); elsewhere != by_name_.end()) {
      const NeedingFile file{"/" + elsewhere->second, release_.find(elsewhere->second)->source};
      closure_.warnings.push_back(concat({object.path, " needs ", name, ", and would not find it in ",
                                          folder_of(file.path), "; it works where that is loaded first"}));
      return of_release(file, inherited);
    }
    constexpr std::string_view kNowhere =
        ", which is neither in the release nor on this machine; install the package that has it (on Debian, "
        "`apt-file search ";
    throw Error(concat({object.path, " needs the library ", name, kNowhere, name,
                        "` names it), or leave out what needs it"}));
  }

  /// What was linked to a library without DT_SONAME names the path that the linker was given, and ld.so opens
  /// that alone.
  Library find_by_path(const Object& object, const std::string& path, const Strings& inherited) {
    constexpr std::string_view kAdvice =
        "; link the library with -Wl,-soname, so that it is found by its name";
    if (!path.starts_with('/')) {
      throw Error(concat({object.path, " needs the library ", path,
                          ", a path that begins wherever the system is started", kAdvice}));
    }
    const std::string place = fs::path(path).lexically_normal().string();
    if (const FileEntry* own = release_.find(std::string_view(place).substr(1));
        own != nullptr && own->kind == FileEntry::Kind::kFile)
      return of_release({place, own->source}, inherited);
    if (base_) {
      if (const std::optional<FoundLibrary> found = base_->look(path))
        return {found->resolved, found->elf.version_definitions, "the base"};
    }
    const std::optional<FoundLibrary> found = source_.look(path);
    if (!found) {
      throw Error(concat({object.path, " needs the library ", path,
                          ", which is neither in the release nor on this machine", kAdvice}));
    }
    if (!is_of_an_installation(found->resolved)) {
      closure_.warnings.push_back(
          concat({object.path, " needs ", path, " by its path, so the image has it there", kAdvice}));
    }
    take_as_it_lies(object, *found, inherited);
    return {found->resolved, found->elf.version_definitions, "this machine"};
  }

  Library of_release(const NeedingFile& file, const Strings& inherited) {
    ElfFile elf = read(file);
    Library library{file.path, elf.version_definitions, "the release"};
    add_object({.path = file.path, .elf = std::move(elf), .file = file.file, .inherited = inherited});
    return library;
  }

  /// Copies a library of the source, and goes on with what it needs itself.
  void take(const Object& object, const std::string& name, const FoundLibrary& found, const Strings& folders,
            const Strings& inherited) {
    const std::string folder = source_.root().resolve(folder_of(found.path)).value_or("");
    const bool is_named = is_among(folder, folders);
    if (target_search().is_built_in(folder) || (is_named && is_of_an_installation(folder))) {
      take_as_it_lies(object, found, inherited);
      return;
    }
    if (is_named) {
      own_libraries_.emplace(std::pair(name, found.resolved), found);
    } else {
      closure_.files.add_file(main_place(name), mode_of(found), file_of(found));
    }
    note_taken(object, found, inherited);
  }

  /// Libraries that DT_RPATH or DT_RUNPATH named in a folder of the builder's. In the image that folder does
  /// not exist, and ld.so goes on to its own; where it would find another library of that name there, the
  /// folder comes along.
  void place_own_libraries() {
    for (const auto& [key, found] : own_libraries_) {
      const std::string& name = key.first;
      const std::string place = main_place(name);
      const FileEntry entry{.kind = FileEntry::Kind::kFile, .mode = mode_of(found), .source = file_of(found)};
      const FileEntry* there = closure_.files.find(place);
      if (there == nullptr || *there == entry) {
        closure_.files.add(place, entry);
      } else {
        add_path_of(source_.root(), found.path, closure_.files);
      }
    }
  }

  /// Where the base brings the C library, its ld.so searches, and that may know other folders.
  const LibrarySearch& target_search() const {
    return base_ && base_->find("libc.so.6", {}) ? *base_ : source_;
  }
  std::string main_place(const std::string& name) const {
    return target_search().main_folder().substr(1) + "/" + name;
  }
  mode_t mode_of(const FoundLibrary& found) const { return source_.root().look(found.resolved)->mode; }

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

  bool is_among(const std::string& folder, const Strings& folders) const {
    return std::any_of(folders.begin(), folders.end(), [&](const std::string& other) {
      return source_.root().resolve(other).value_or("") == folder;
    });
  }

  std::optional<NeedingFile> find_in_release(const std::string& name, const Strings& folders) const {
    for (const std::string& folder : folders) {
      std::string path = (fs::path(folder) / name).lexically_normal().string().substr(1);
      const FileEntry* entry = release_.find(path);
      // libfoo.so.1 -> libfoo.so.1.2 beside it.
      for (int links = 0; links < kMostLinks && entry != nullptr && entry->kind == FileEntry::Kind::kLink;
           ++links) {
        path = (fs::path(path).parent_path() / entry->text).lexically_normal().string();
        entry = release_.find(path);
      }
      if (entry != nullptr && entry->kind == FileEntry::Kind::kFile)
        return NeedingFile{"/" + path, entry->source};
    }
    return std::nullopt;
  }

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
    const std::string symbol = symbol_of_version_in_file(object.file.string(), name, version);
    const std::string newest = newest_like(version, library.versions);
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
    if (needs("libc.so.6") && !libraries_.contains({"libgcc_s.so.1", {}})) {
      const bool is_there = (base_ && base_->find("libgcc_s.so.1", {})) || source_.find("libgcc_s.so.1", {});
      if (is_there) need(object, "libgcc_s.so.1", {}, {});
    }
    // OTP's crypto loads the provider with the algorithms of old (crypto/c_src/crypto.c, initialize()).
    if (needs(kLibcrypto) && object.path.ends_with("/priv/lib/crypto.so")) {
      const std::string path = source_.main_folder() + "/ossl-modules/legacy.so";
      const auto crypto = libraries_.find({std::string(kLibcrypto), {}});
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
  /// By the name under which they are needed, and the folders that are searched first.
  std::map<std::pair<std::string, Strings>, Library> libraries_;
  /// By the name under which they are needed, and their paths.
  std::map<std::pair<std::string, std::string>, FoundLibrary> own_libraries_;
  /// The files of the release by their last names.
  std::map<std::string, std::string, std::less<>> by_name_;
};

}  // namespace

LibraryClosure close_over_libraries(const std::vector<NeedingFile>& files, const FileTree& release,
                                    const RootView& source, const RootView* base) {
  if (files.empty()) return {};
  const std::string first = files.front().file.string();
  return Closing(release, source, base, read_elf_file(first).machine).close(files);
}

}  // namespace slipway::image

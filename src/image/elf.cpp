#include "image/elf.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

/// glibc's own libraries have about 50 of each; chains of versions that lead in a circle end there.
constexpr std::size_t kMostEntries = 8192;
/// Linkers make about 15. Each address is looked for in all of them.
constexpr std::size_t kMostSegments = 1024;
/// PATH_MAX; names of symbols in C++ can be longer.
constexpr std::size_t kLongestName = 4096;
constexpr std::size_t kMostSymbols = std::size_t{1} << 22;
/// So much of a file is read at once.
constexpr std::size_t kWindow = std::size_t{64} << 10;

/// Reads from memory, or from a file: only what is asked for, because a library may have gigabytes.
class Reader {
 public:
  Reader(std::string_view bytes, std::string_view source)
      : size_(bytes.size()), window_(bytes), source_(source) {}
  Reader(FileDescriptor file, std::uint64_t size, std::string_view source)
      : file_(std::move(file)), size_(size), source_(source) {}

  std::uint64_t size() const { return size_; }
  /// The file is for a little-endian machine, as this one is.
  template <typename Value>
  Value at(std::uint64_t offset) const {
    Value value;
    std::memcpy(&value, take(offset, sizeof value).data(), sizeof value);
    return value;
  }
  /// The only bounds check. Valid until the next call.
  std::string_view take(std::uint64_t offset, std::uint64_t size) const {
    if (offset > size_ || size > size_ - offset) {
      fail(concat({"is cut short: at offset ", std::to_string(offset), " it should have ",
                   std::to_string(size), " bytes, and it has ", std::to_string(size_), " in all"}));
    }
    if (offset < begin_ || offset + size > begin_ + window_.size()) fill(offset, size);
    return window_.substr(offset - begin_, size);
  }
  /// Up to the NUL behind it.
  std::string text(std::uint64_t offset) const {
    if (offset >= size_)
      fail(concat({"names a text at offset ", std::to_string(offset), ", behind its end"}));
    const std::string_view rest = take(offset, std::min<std::uint64_t>(size_ - offset, kLongestName + 1));
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos)
      fail(concat({"has a text that does not end within ", std::to_string(kLongestName), " bytes"}));
    return std::string(rest.substr(0, end));
  }
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(concat({source_, " is a broken ELF file: it ", problem}));
  }

 private:
  void fill(std::uint64_t offset, std::uint64_t size) const {
    buffer_.resize(std::min<std::uint64_t>(std::max<std::uint64_t>(size, kWindow), size_ - offset));
    for (std::size_t done = 0; done < buffer_.size();) {
      const ssize_t count = ::pread(file_.get(), buffer_.data() + done, buffer_.size() - done,
                                    static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw SystemError(errno, concat({"read ", source_}));
      if (count == 0) throw Error(concat({source_, " was cut short while it was read"}));
      done += static_cast<std::size_t>(count);
    }
    begin_ = offset;
    window_ = buffer_;
  }

  FileDescriptor file_;
  std::uint64_t size_ = 0;
  /// What has been read of it: all of it where it is in memory.
  mutable std::string buffer_;
  mutable std::uint64_t begin_ = 0;
  mutable std::string_view window_;
  std::string_view source_;
};

std::vector<std::string> split_folders(const std::string& text) {
  std::vector<std::string> folders;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    if (end > begin) folders.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return folders;
}

/// The dynamic section of a 64-bit file, and what it points to.
class Dynamic {
 public:
  Dynamic(const Reader& reader, const Elf64_Ehdr& header) : reader_(reader) {
    if (header.e_phnum != 0 && header.e_phentsize != sizeof(Elf64_Phdr))
      reader.fail("has segments of another size");
    if (header.e_phnum > kMostSegments)
      reader.fail(concat({"claims to have ", std::to_string(header.e_phnum), " segments"}));
    for (std::size_t index = 0; index < header.e_phnum; ++index) {
      segments_.push_back(reader.at<Elf64_Phdr>(header.e_phoff + index * sizeof(Elf64_Phdr)));
    }
    bool has_section = false;
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type != PT_DYNAMIC) continue;
      if (std::exchange(has_section, true)) reader.fail("has two dynamic sections");
      read_entries(segment);
    }
  }

  std::string interpreter() const {
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type != PT_INTERP) continue;
      if (segment.p_filesz > kLongestName) reader_.fail("has a program interpreter of a long name");
      const std::string_view text = reader_.take(segment.p_offset, segment.p_filesz);
      return std::string(text.substr(0, text.find('\0')));
    }
    return {};
  }
  std::vector<std::string> texts(Elf64_Sxword tag) const {
    std::vector<std::string> found;
    for (const Elf64_Dyn& entry : entries_) {
      if (entry.d_tag == tag) found.push_back(name_at(entry.d_un.d_val));
    }
    return found;
  }
  std::string text(Elf64_Sxword tag) const {
    const std::vector<std::string> found = texts(tag);
    return found.empty() ? std::string() : found.front();
  }
  std::vector<ElfVersionNeed> version_needs() const {
    std::vector<ElfVersionNeed> needs;
    for_each_version_need([&](std::uint64_t file, const std::vector<Elf64_Vernaux>& versions) {
      ElfVersionNeed& need = needs.emplace_back();
      need.library = name_at(file);
      for (const Elf64_Vernaux& version : versions) {
        // ld.so only warns where a weak one is missing.
        if ((version.vna_flags & VER_FLG_WEAK) == 0) need.versions.push_back(name_at(version.vna_name));
      }
    });
    return needs;
  }
  std::vector<std::string> version_definitions() const {
    std::vector<std::string> names;
    const std::optional<std::uint64_t> address = value(DT_VERDEF);
    if (!address) return names;
    std::uint64_t at = offset_of(*address);
    for (std::size_t count = bounded(value(DT_VERDEFNUM).value_or(0)); count > 0; --count) {
      const auto definition = reader_.at<Elf64_Verdef>(at);
      // The first name is the version's own; those behind it are what it inherits from.
      if (definition.vd_cnt > 0)
        names.push_back(name_at(reader_.at<Elf64_Verdaux>(at + definition.vd_aux).vda_name));
      if (definition.vd_next == 0) break;
      at += definition.vd_next;
    }
    return names;
  }
  /// The number by which the table of symbol versions names the version of that library, or 0.
  std::uint16_t index_of_version(std::string_view library, std::string_view version) const {
    std::uint16_t found = 0;
    for_each_version_need([&](std::uint64_t file, const std::vector<Elf64_Vernaux>& versions) {
      if (name_at(file) != library) return;
      for (const Elf64_Vernaux& entry : versions) {
        if (name_at(entry.vna_name) == version) found = entry.vna_other;
      }
    });
    return found;
  }
  /// The first symbol of that version. The table has no length of its own; the versions beside it end where
  /// the file does at the latest.
  std::string symbol_of(std::uint16_t version) const {
    const std::optional<std::uint64_t> symbols = value(DT_SYMTAB);
    const std::optional<std::uint64_t> versions = value(DT_VERSYM);
    if (!symbols || !versions || version == 0) return {};
    constexpr std::uint16_t kVersionBits = 0x7FFF;
    const std::uint64_t symbols_at = offset_of(*symbols);
    const std::uint64_t versions_at = offset_of(*versions);
    for (std::size_t index = 1; index < kMostSymbols; ++index) {
      const std::uint64_t at = versions_at + index * sizeof(Elf64_Half);
      if (at > reader_.size() - sizeof(Elf64_Half)) break;
      if ((reader_.at<Elf64_Half>(at) & kVersionBits) != version) continue;
      return name_at(reader_.at<Elf64_Sym>(symbols_at + index * sizeof(Elf64_Sym)).st_name);
    }
    return {};
  }

 private:
  /// `action` gets the offset of the library's name, and the versions.
  template <typename Action>
  void for_each_version_need(Action action) const {
    const std::optional<std::uint64_t> address = value(DT_VERNEED);
    if (!address) return;
    std::uint64_t at = offset_of(*address);
    std::size_t budget = kMostEntries;
    for (std::size_t count = bounded(value(DT_VERNEEDNUM).value_or(0)); count > 0; --count) {
      const auto need = reader_.at<Elf64_Verneed>(at);
      std::vector<Elf64_Vernaux> versions;
      std::uint64_t version_at = at + need.vn_aux;
      for (std::size_t left = need.vn_cnt; left > 0; --left) {
        if (budget-- == 0) reader_.fail("needs more versions of symbols than any file");
        versions.push_back(reader_.at<Elf64_Vernaux>(version_at));
        if (versions.back().vna_next == 0) break;
        version_at += versions.back().vna_next;
      }
      action(need.vn_file, versions);
      if (need.vn_next == 0) break;
      at += need.vn_next;
    }
  }
  void read_entries(const Elf64_Phdr& segment) {
    const std::size_t count = bounded(segment.p_filesz / sizeof(Elf64_Dyn));
    for (std::size_t index = 0; index < count; ++index) {
      const auto entry = reader_.at<Elf64_Dyn>(segment.p_offset + index * sizeof(Elf64_Dyn));
      if (entry.d_tag == DT_NULL) return;
      entries_.push_back(entry);
    }
  }
  std::size_t bounded(std::uint64_t count) const {
    if (count > kMostEntries)
      reader_.fail(concat({"claims to have ", std::to_string(count), " entries in a table"}));
    return count;
  }
  std::optional<std::uint64_t> value(Elf64_Sxword tag) const {
    for (const Elf64_Dyn& entry : entries_) {
      if (entry.d_tag == tag) return entry.d_un.d_val;
    }
    return std::nullopt;
  }
  std::uint64_t offset_of(std::uint64_t address) const {
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
          address - segment.p_vaddr < segment.p_filesz)
        return address - segment.p_vaddr + segment.p_offset;
    }
    reader_.fail("names an address that is in no segment");
  }
  std::string name_at(std::uint64_t offset) const {
    const std::optional<std::uint64_t> table = value(DT_STRTAB);
    if (!table) reader_.fail("has no table of texts");
    const std::uint64_t begin = offset_of(*table);
    if (offset > UINT32_MAX) reader_.fail("has a text at an impossible offset");
    return reader_.text(begin + offset);
  }

  const Reader& reader_;
  std::vector<Elf64_Phdr> segments_;
  std::vector<Elf64_Dyn> entries_;
};

ElfFile read_identification(const Reader& reader, std::string_view source) {
  const std::string_view magic = reader.take(0, std::min<std::uint64_t>(reader.size(), kElfMagic.size()));
  if (magic != kElfMagic) throw Error(concat({source, " is no ELF file"}));
  const std::string_view identification = reader.take(0, EI_NIDENT);
  ElfFile file;
  file.is_64_bit = identification[EI_CLASS] == ELFCLASS64;
  file.is_little_endian = identification[EI_DATA] == ELFDATA2LSB;
  const auto in_order = [&](std::uint16_t value) {
    return file.is_little_endian ? value : static_cast<std::uint16_t>(value << 8U | value >> 8U);
  };
  file.machine = in_order(reader.at<std::uint16_t>(offsetof(Elf64_Ehdr, e_machine)));
  file.is_linked = in_order(reader.at<std::uint16_t>(offsetof(Elf64_Ehdr, e_type))) != ET_REL;
  return file;
}

ElfFile read_whole(const Reader& reader, std::string_view source) {
  ElfFile file = read_identification(reader, source);
  if (!file.is_64_bit || !file.is_little_endian) return file;
  const Dynamic dynamic(reader, reader.at<Elf64_Ehdr>(0));
  file.interpreter = dynamic.interpreter();
  file.soname = dynamic.text(DT_SONAME);
  file.needed = dynamic.texts(DT_NEEDED);
  file.rpath = split_folders(dynamic.text(DT_RPATH));
  file.runpath = split_folders(dynamic.text(DT_RUNPATH));
  file.version_needs = dynamic.version_needs();
  file.version_definitions = dynamic.version_definitions();
  return file;
}

std::string symbol_in(const Reader& reader, std::string_view library, std::string_view version,
                      std::string_view source) {
  const ElfFile file = read_identification(reader, source);
  if (!file.is_64_bit || !file.is_little_endian) return {};
  const Dynamic dynamic(reader, reader.at<Elf64_Ehdr>(0));
  return dynamic.symbol_of(dynamic.index_of_version(library, version));
}

Reader open_reader(const std::string& path) {
  FileDescriptor file = open_file(path, O_RDONLY | O_NONBLOCK);  // a pipe must not make us wait
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw SystemError(errno, "look at " + path);
  if (!S_ISREG(status.st_mode)) throw Error(path + " is no file");
  return {std::move(file), static_cast<std::uint64_t>(status.st_size), path};
}

}  // namespace

ElfFile read_elf(std::string_view bytes, std::string_view source) {
  return read_whole(Reader(bytes, source), source);
}

ElfFile read_elf_file(const std::string& path) { return read_whole(open_reader(path), path); }

bool is_elf_file(const std::string& path) {
  const Reader reader = open_reader(path);
  return reader.take(0, std::min<std::uint64_t>(reader.size(), kElfMagic.size())) == kElfMagic;
}

std::string symbol_of_version(std::string_view bytes, std::string_view library, std::string_view version,
                              std::string_view source) {
  return symbol_in(Reader(bytes, source), library, version, source);
}

std::string symbol_of_version_in_file(const std::string& path, std::string_view library,
                                      std::string_view version) {
  return symbol_in(open_reader(path), library, version, path);
}

bool is_for(const ElfFile& file, std::uint16_t machine) {
  return file.machine == machine && file.is_64_bit && file.is_little_endian;
}

std::string machine_name(const ElfFile& file) {
  if (is_for(file, kElfX86_64)) return "x86-64";
  if (is_for(file, kElfAarch64)) return "AArch64";
  return concat({"machine ", std::to_string(file.machine), " (", file.is_64_bit ? "64" : "32", " bits",
                 file.is_little_endian ? ")" : ", big-endian)"});
}

}  // namespace slipway::image

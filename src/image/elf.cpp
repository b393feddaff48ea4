#include "image/elf.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

/// No file has more of any of these; a chain of versions that leads in a circle ends there.
constexpr std::size_t kMostEntries = 65536;

class Reader {
 public:
  Reader(std::string_view bytes, std::string_view source) : bytes_(bytes), source_(source) {}

  /// The only bounds check. The file is for a little-endian machine, as this one is.
  template <typename Value>
  Value at(std::uint64_t offset) const {
    Value value;
    std::memcpy(&value, take(offset, sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view take(std::uint64_t offset, std::uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      fail(concat({"is cut short: at offset ", std::to_string(offset), " it should have ",
                   std::to_string(size), " bytes, and it has ", std::to_string(bytes_.size()), " in all"}));
    }
    return bytes_.substr(offset, size);
  }
  /// Up to the NUL behind it.
  std::string text(std::uint64_t offset) const {
    const std::string_view rest =
        take(offset, bytes_.size() - std::min<std::uint64_t>(offset, bytes_.size()));
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) fail("has a text that does not end");
    return std::string(rest.substr(0, end));
  }
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(concat({source_, " is a broken ELF file: it ", problem}));
  }

 private:
  std::string_view bytes_;
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
    for (std::size_t index = 0; index < header.e_phnum; ++index) {
      segments_.push_back(reader.at<Elf64_Phdr>(header.e_phoff + index * sizeof(Elf64_Phdr)));
    }
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type == PT_DYNAMIC) read_entries(segment);
    }
  }

  std::string interpreter() const {
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type != PT_INTERP) continue;
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
    const std::optional<std::uint64_t> address = value(DT_VERNEED);
    if (!address) return needs;
    std::uint64_t at = offset_of(*address);
    for (std::size_t count = bounded(value(DT_VERNEEDNUM).value_or(0)); count > 0; --count) {
      const auto need = reader_.at<Elf64_Verneed>(at);
      ElfVersionNeed& result = needs.emplace_back();
      result.library = name_at(need.vn_file);
      std::uint64_t version_at = at + need.vn_aux;
      for (std::size_t left = need.vn_cnt; left > 0; --left) {
        const auto version = reader_.at<Elf64_Vernaux>(version_at);
        result.versions.push_back(name_at(version.vna_name));
        if (version.vna_next == 0) break;
        version_at += version.vna_next;
      }
      if (need.vn_next == 0) break;
      at += need.vn_next;
    }
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
  /// The number by which the table of symbol versions names the version, or 0.
  std::uint16_t index_of_version(std::string_view version) const {
    const std::optional<std::uint64_t> address = value(DT_VERNEED);
    if (!address) return 0;
    std::uint64_t at = offset_of(*address);
    for (std::size_t count = bounded(value(DT_VERNEEDNUM).value_or(0)); count > 0; --count) {
      const auto need = reader_.at<Elf64_Verneed>(at);
      std::uint64_t version_at = at + need.vn_aux;
      for (std::size_t left = need.vn_cnt; left > 0; --left) {
        const auto entry = reader_.at<Elf64_Vernaux>(version_at);
        if (name_at(entry.vna_name) == version) return entry.vna_other;
        if (entry.vna_next == 0) break;
        version_at += entry.vna_next;
      }
      if (need.vn_next == 0) break;
      at += need.vn_next;
    }
    return 0;
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
    for (std::size_t index = 1; index < kMostEntries; ++index) {
      if ((reader_.at<Elf64_Half>(versions_at + index * sizeof(Elf64_Half)) & kVersionBits) != version)
        continue;
      return name_at(reader_.at<Elf64_Sym>(symbols_at + index * sizeof(Elf64_Sym)).st_name);
    }
    return {};
  }

 private:
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

ElfFile read_identification(const Reader& reader, std::string_view bytes, std::string_view source) {
  if (!bytes.starts_with(kElfMagic)) throw Error(concat({source, " is no ELF file"}));
  const std::string_view identification = reader.take(0, EI_NIDENT);
  ElfFile file;
  file.is_64_bit = identification[EI_CLASS] == ELFCLASS64;
  file.is_little_endian = identification[EI_DATA] == ELFDATA2LSB;
  const auto machine = reader.at<std::uint16_t>(offsetof(Elf64_Ehdr, e_machine));
  file.machine = file.is_little_endian ? machine : static_cast<std::uint16_t>(machine << 8U | machine >> 8U);
  return file;
}

}  // namespace

ElfFile read_elf(std::string_view bytes, std::string_view source) {
  const Reader reader(bytes, source);
  ElfFile file = read_identification(reader, bytes, source);
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

std::string symbol_of_version(std::string_view bytes, std::string_view version, std::string_view source) {
  const Reader reader(bytes, source);
  const ElfFile file = read_identification(reader, bytes, source);
  if (!file.is_64_bit || !file.is_little_endian) return {};
  const Dynamic dynamic(reader, reader.at<Elf64_Ehdr>(0));
  return dynamic.symbol_of(dynamic.index_of_version(version));
}

std::string machine_name(const ElfFile& file) {
  if (file.is_64_bit && file.machine == kElfX86_64) return "x86-64";
  if (file.is_64_bit && file.machine == kElfAarch64) return "AArch64";
  return concat({"machine ", std::to_string(file.machine), file.is_64_bit ? " (64 bits)" : " (32 bits)"});
}

}  // namespace slipway::image

#pragma once

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::image {

/// What a small ELF file is to say; elf_with() makes it.
struct ElfWish {
  std::uint16_t machine = EM_X86_64;
  std::uint16_t type = ET_DYN;
  std::string interpreter = {};
  std::string soname = {};
  std::vector<std::string> needed = {};
  std::string rpath = {};
  std::string runpath = {};
  /// A library, a version and the one symbol that is needed in it.
  struct Need {
    std::string library;
    std::string version;
    std::string symbol;
    std::uint16_t flags = 0;
  };
  std::vector<Need> needs = {};
  std::vector<std::string> definitions = {};
};

/// Header, segments (all of the file is loaded at address 0), then the tables of the dynamic section.
class ElfMaker {
 public:
  explicit ElfMaker(const ElfWish& wish) : wish_(wish) {}

  std::string make() {
    const std::size_t segments = wish_.interpreter.empty() ? 2 : 3;
    bytes_.resize(sizeof(Elf64_Ehdr) + segments * sizeof(Elf64_Phdr));
    const std::size_t interpreter = bytes_.size();
    bytes_ += wish_.interpreter + '\0';
    add_names();
    add_versions();
    const std::size_t texts = bytes_.size();
    bytes_ += texts_;
    entry(DT_STRTAB, texts);
    const std::size_t dynamic = bytes_.size();
    entry(DT_NULL, 0);
    for (const Elf64_Dyn& one : dynamic_) put(one);
    const std::size_t size = dynamic_.size() * sizeof(Elf64_Dyn);

    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_type = wish_.type;
    header.e_machine = wish_.machine;
    header.e_phoff = sizeof header;
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_phnum = static_cast<Elf64_Half>(segments);
    overwrite(0, header);
    overwrite(sizeof header, segment(PT_LOAD, 0, bytes_.size()));
    overwrite(sizeof header + sizeof(Elf64_Phdr), segment(PT_DYNAMIC, dynamic, size));
    if (segments > 2) {
      overwrite(sizeof header + 2 * sizeof(Elf64_Phdr),
                segment(PT_INTERP, interpreter, wish_.interpreter.size() + 1));
    }
    return bytes_;
  }

 private:
  static Elf64_Phdr segment(std::uint32_t type, std::size_t offset, std::size_t size) {
    Elf64_Phdr segment{};
    segment.p_type = type;
    segment.p_offset = offset;
    segment.p_vaddr = offset;
    segment.p_filesz = size;
    return segment;
  }
  template <typename Value>
  void overwrite(std::size_t offset, const Value& value) {
    std::memcpy(bytes_.data() + offset, &value, sizeof value);
  }
  template <typename Value>
  void put(const Value& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  std::uint32_t text(std::string_view name) {
    const auto offset = static_cast<std::uint32_t>(texts_.size());
    texts_.append(name).push_back('\0');
    return offset;
  }
  void entry(Elf64_Sxword tag, std::uint64_t value) {
    Elf64_Dyn one{};
    one.d_tag = tag;
    one.d_un.d_val = value;
    dynamic_.push_back(one);
  }

  void add_names() {
    for (const std::string& name : wish_.needed) entry(DT_NEEDED, text(name));
    if (!wish_.soname.empty()) entry(DT_SONAME, text(wish_.soname));
    if (!wish_.rpath.empty()) entry(DT_RPATH, text(wish_.rpath));
    if (!wish_.runpath.empty()) entry(DT_RUNPATH, text(wish_.runpath));
  }

  void add_versions() {
    constexpr std::uint16_t kFirst = 2;  // 0 and 1 are for symbols without a version
    if (!wish_.needs.empty()) {
      entry(DT_VERNEED, bytes_.size());
      entry(DT_VERNEEDNUM, wish_.needs.size());
      std::string symbols(sizeof(Elf64_Sym), '\0');
      std::string versions(sizeof(Elf64_Half), '\0');
      std::uint16_t number = kFirst;
      for (const ElfWish::Need& need : wish_.needs) {
        Elf64_Verneed head{};
        head.vn_cnt = 1;
        head.vn_file = text(need.library);
        head.vn_aux = sizeof head;
        head.vn_next = sizeof(Elf64_Verneed) + sizeof(Elf64_Vernaux);
        put(head);
        Elf64_Vernaux version{};
        version.vna_name = text(need.version);
        version.vna_flags = need.flags;
        version.vna_other = number;
        put(version);
        Elf64_Sym symbol{};
        symbol.st_name = text(need.symbol);
        symbols.append(reinterpret_cast<const char*>(&symbol), sizeof symbol);
        versions.append(reinterpret_cast<const char*>(&number), sizeof number);
        ++number;
      }
      entry(DT_SYMTAB, bytes_.size());
      bytes_ += symbols;
      entry(DT_VERSYM, bytes_.size());
      bytes_ += versions;
    }
    if (wish_.definitions.empty()) return;
    entry(DT_VERDEF, bytes_.size());
    entry(DT_VERDEFNUM, wish_.definitions.size());
    for (const std::string& name : wish_.definitions) {
      Elf64_Verdef definition{};
      definition.vd_cnt = 1;
      definition.vd_aux = sizeof definition;
      definition.vd_next = sizeof(Elf64_Verdef) + sizeof(Elf64_Verdaux);
      put(definition);
      Elf64_Verdaux own{};
      own.vda_name = text(name);
      put(own);
    }
  }

  const ElfWish& wish_;
  std::string bytes_;
  std::string texts_ = std::string(1, '\0');
  std::vector<Elf64_Dyn> dynamic_;
};

inline std::string elf_with(const ElfWish& wish) { return ElfMaker(wish).make(); }

}  // namespace slipway::image

#include "testkit/compare_release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "erl/beam.hpp"
#include "erl/external.hpp"
#include "erl/launch_plan.hpp"
#include "erl/text_reader.hpp"
#include "erl/utf8.hpp"
#include "support/manifest.hpp"
#include "testkit/term_difference.hpp"

namespace slipway::testkit {
namespace {

namespace fs = std::filesystem;
using enum DifferenceKind;

std::string describe_bytes(std::string_view before, std::string_view after) {
  const auto [left, right] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  return fmt::format("{} bytes became {}, the first other one at {}", before.size(), after.size(),
                     std::distance(before.begin(), left));
}

std::string chunk_names(const std::vector<erl::BeamChunk>& chunks) {
  std::string names;
  for (const erl::BeamChunk& chunk : chunks) names += (names.empty() ? "" : " ") + std::string(chunk.id);
  return names;
}

std::string describe_beams(const std::string& before, const std::string& after) {
  const std::vector<erl::BeamChunk> old_chunks = erl::read_beam(before, "Mix's file");
  const std::vector<erl::BeamChunk> new_chunks = erl::read_beam(after, "our file");
  if (const std::string was = chunk_names(old_chunks), is = chunk_names(new_chunks); was != is) {
    return fmt::format("the chunks {} became {}", was, is);
  }
  for (std::size_t i = 0; i < old_chunks.size(); ++i) {
    if (old_chunks[i].data == new_chunks[i].data) continue;
    return fmt::format("chunk {}: {}", old_chunks[i].id,
                       describe_bytes(old_chunks[i].data, new_chunks[i].data));
  }
  return "the chunks are equal; " + describe_bytes(before, after);
}

/// Lines that do something, without the blanks around them.
std::vector<std::string> effective_lines(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t first = line.find_first_not_of(kBlanks);
    if (first == std::string_view::npos || line[first] == '#') continue;
    lines.emplace_back(line.substr(first, line.find_last_not_of(kBlanks) + 1 - first));
  }
  return lines;
}

class Comparison {
 public:
  Comparison(const ReleaseTree& mix, const ReleaseTree& slipway, const fs::path& templates)
      : mix_(mix), slipway_(slipway), templates_(templates) {}

  std::vector<Difference> run() {
    for (const auto& [path, entry] : mix_.entries) {
      const auto ours = slipway_.entries.find(path);
      if (ours == slipway_.entries.end()) {
        add(path, kMissing, std::string(kind_name(entry.kind)));
      } else {
        compare_entries(path, entry, ours->second);
      }
    }
    for (const auto& [path, entry] : slipway_.entries) {
      if (!mix_.entries.contains(path)) add(path, kExtra, std::string(kind_name(entry.kind)));
    }
    check_own_files();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Difference& left, const Difference& right) { return left.path < right.path; });
    return std::move(found_);
  }

 private:
  void add(const std::string& path, DifferenceKind kind, std::string detail) {
    found_.push_back({path, kind, std::move(detail)});
  }

  void compare_entries(const std::string& path, const TreeEntry& before, const TreeEntry& after) {
    if (before.kind != after.kind) {
      add(path, kType, fmt::format("{} became {}", kind_name(before.kind), kind_name(after.kind)));
      return;
    }
    if (before.permissions != after.permissions) {
      add(path, kPermissions, fmt::format("{:04o} became {:04o}", before.permissions, after.permissions));
    }
    if (before.link_target != after.link_target) {
      add(path, kContent, fmt::format("led to {}, leads to {}", before.link_target, after.link_target));
    }
    if (before.kind == EntryKind::kFile) compare_files(path, mix_.read(path), slipway_.read(path));
  }

  void compare_files(const std::string& path, const std::string& before, const std::string& after) {
    if (before == after) return;
    const fs::path file(path);
    const std::string extension = file.extension().string();
    try {
      if (extension == ".beam") {
        add(path, kContent, describe_beams(before, after));
      } else if (extension == ".boot") {
        compare_terms(path, erl::decode_external(before, "Mix's file"),
                      erl::decode_external(after, "our file"), describe_bytes(before, after));
      } else if (extension == ".app") {
        // Mix copies it, or since 1.18 prints it anew: each character a byte, without saying so in the file.
        compare_terms(path, erl::read_term(erl::latin1_to_utf8(before), "Mix's file"),
                      erl::read_term(after, "our file"), describe_bytes(before, after));
      } else if (extension == ".script" || extension == ".rel" || extension == ".config") {
        compare_configuration_mark(path, before, after);
        compare_terms(path, erl::read_term(before, "Mix's file"), erl::read_term(after, "our file"),
                      describe_bytes(before, after));
      } else if (is_settings(path) && !fs::exists(templates_ / (file.filename().string() + ".eex"))) {
        compare_settings(path, before, after);
      } else {
        add(path, kContent, describe_bytes(before, after));
      }
    } catch (const Error& error) {
      add(path, kBroken, error.message());
    }
  }

  void compare_terms(const std::string& path, const erl::Term& before, const erl::Term& after,
                     const std::string& bytes) {
    const std::optional<std::string> difference = first_difference(before, after);
    add(path, difference ? kContent : kLayout, difference ? *difference : "equal terms, " + bytes);
  }

  // A comment that says something: the launcher looks for it.
  void compare_configuration_mark(const std::string& path, const std::string& before,
                                  const std::string& after) {
    constexpr std::string_view kMark = "RUNTIME_CONFIG=true";
    if ((before.find(kMark) == std::string::npos) != (after.find(kMark) == std::string::npos)) {
      add(path, kContent, "only one of the files holds " + std::string(kMark));
    }
  }

  bool is_settings(const std::string& path) const {
    const std::string generic = generic_path(path, slipway_);
    return generic == "releases/VSN/vm.args" || generic == "releases/VSN/remote.vm.args" ||
           generic == "releases/VSN/env.sh";
  }

  void compare_settings(const std::string& path, const std::string& before, const std::string& after) {
    const std::vector<std::string> old_lines = effective_lines(before);
    const std::vector<std::string> new_lines = effective_lines(after);
    if (old_lines == new_lines) {
      add(path, kLayout, "other comments");
      return;
    }
    add(path, kContent,
        fmt::format("\"{}\" became \"{}\"", fmt::join(old_lines, "\", \""), fmt::join(new_lines, "\", \"")));
  }

  // What only our release has must be right, too.
  void check_own_files() {
    const std::string folder = "releases/" + slipway_.version + "/";
    check("bin/" + slipway_.name, [](const std::string& content, const std::string& path) {
      if (!content.starts_with("\x7F"
                               "ELF"))
        throw Error(path + " is no ELF file");
    });
    check("releases/COOKIE", [](const std::string& content, const std::string& path) {
      const bool printable =
          std::all_of(content.begin(), content.end(), [](char c) { return c > ' ' && c <= '~'; });
      if (content.empty() || !printable) throw Error(path + " holds blanks, or nothing");
    });
    check(folder + "launch.term", [](const std::string& content, const std::string& path) {
      static_cast<void>(erl::read_launch_plan(content, path));
    });
    check(folder + std::string(kManifestName), [this](const std::string& content, const std::string& path) {
      std::vector<std::string> files;
      for (const auto& [name, entry] : slipway_.entries) {
        if (entry.kind != EntryKind::kFolder) files.push_back(name);
      }
      const std::vector<std::string> listed = read_manifest(content, path);
      std::vector<std::string> wrong;
      std::set_symmetric_difference(files.begin(), files.end(), listed.begin(), listed.end(),
                                    std::back_inserter(wrong));
      if (!wrong.empty()) throw Error(fmt::format("{} is wrong about {}", path, fmt::join(wrong, ", ")));
    });
  }

  template <typename Check>
  void check(const std::string& path, const Check& check_content) {
    try {
      check_content(slipway_.read(path), path);
    } catch (const Error& error) {
      add(path, kBroken, error.message());
    }
  }

  const ReleaseTree& mix_;
  const ReleaseTree& slipway_;
  const fs::path& templates_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> compare_releases(const ReleaseTree& mix, const ReleaseTree& slipway,
                                         const fs::path& templates) {
  return Comparison(mix, slipway, templates).run();
}

std::string generic_path(const std::string& path, const ReleaseTree& release) {
  std::string generic = path;
  const std::string folder = "releases/" + release.version + "/";
  if (generic.starts_with(folder)) generic.replace(0, folder.size(), "releases/VSN/");
  for (const std::string place : {"bin/", "releases/VSN/"}) {
    const std::string named = place + release.name;
    const bool ends =
        generic.size() == named.size() || (generic.size() > named.size() && generic[named.size()] == '.');
    if (generic.starts_with(named) && ends) generic.replace(place.size(), release.name.size(), "NAME");
  }
  return generic;
}

}  // namespace slipway::testkit

// Holds the table of rooms (ARCHITECTURE.md): which room may include which. Linking enforces nothing.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "base/files.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string, std::less<>>;

// Every room may use itself and base.
const std::map<std::string, Names, std::less<>> kMayUse = {
    {"base", {}},
    {"erl", {}},
    {"support", {"erl"}},
    {"project", {"support", "erl"}},
    {"release", {"support", "erl", "project"}},
    {"assets", {"support"}},
    {"oci", {"support", "erl"}},
    {"image", {"support", "erl", "oci"}},
    {"registry", {"support", "oci"}},
    {"editor", {"erl"}},
    {"control", {"erl"}},
    {"launcher", {"erl", "editor", "control"}},
    {"cli",
     {"erl", "support", "project", "release", "assets", "oci", "image", "registry", "control", "launcher"}},
};

// Headers that take seconds to compile, or that want one owner: each family in one .cpp alone.
const std::map<std::string, Names, std::less<>> kOneFile = {
    {"CLI11", {"CLI/"}},     {"nlohmann-json", {"nlohmann/"}},
    {"toml++", {"toml++/"}}, {"libarchive", {"archive.h", "archive_entry.h"}},
    {"libcurl", {"curl/"}},
};

const fs::path kSource = fs::path(SLIPWAY_SOURCE_DIR) / "src";

struct Include {
  std::string room;
  std::string file;
  std::string header;
  bool in_angles = false;
};

std::vector<Include> includes_of(const fs::path& file) {
  std::vector<Include> includes;
  const std::string relative = file.lexically_relative(kSource).string();
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("#include ")) continue;
    const std::size_t begin = line.find_first_of("<\"");
    const std::size_t end = line.find_first_of(">\"", begin + 1);
    includes.push_back({relative.substr(0, relative.find('/')), relative,
                        line.substr(begin + 1, end - begin - 1), line[begin] == '<'});
  }
  return includes;
}

std::vector<Include> all_includes() {
  std::vector<Include> includes;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kSource)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".cpp" && extension != ".hpp") continue;
    for (Include& include : includes_of(entry.path())) includes.push_back(std::move(include));
  }
  return includes;
}

TEST(Includes, KeepToTheRoomsThatAFileMayUse) {
  std::size_t between_rooms = 0;
  for (const Include& include : all_includes()) {
    const auto room = kMayUse.find(include.room);
    ASSERT_NE(room, kMayUse.end()) << include.file << ": the room " << include.room << " is in no table";
    if (include.in_angles) continue;
    const std::string used = include.header.substr(0, include.header.find('/'));
    EXPECT_TRUE(kMayUse.contains(used))
        << include.file << " includes \"" << include.header << "\": name it from src/ on";
    if (used == include.room || used == "base") continue;
    ++between_rooms;
    EXPECT_TRUE(room->second.contains(used)) << include.file << " includes " << include.header << ", and "
                                             << include.room << " may not use " << used;
  }
  EXPECT_GT(between_rooms, 20u) << "the check reads too little";
}

TEST(Includes, OfLargeLibrariesAreInOneFileEach) {
  std::map<std::string, Names> users;
  for (const Include& include : all_includes()) {
    for (const auto& [library, headers] : kOneFile) {
      for (const std::string& header : headers) {
        if (include.header.starts_with(header)) users[library].insert(include.file);
      }
    }
  }
  for (const auto& [library, files] : users) {
    EXPECT_EQ(files.size(), 1u) << library << " is included by " << testing::PrintToString(files);
    EXPECT_TRUE(files.begin()->ends_with(".cpp"))
        << library << " is included by the header " << *files.begin();
  }
}

}  // namespace
}  // namespace slipway

#include "temporary_folder_support.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/files.hpp"

namespace slipway {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "slipway-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw fs::filesystem_error("mkdtemp", pattern, {});
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  if (testing::Test::HasFailure()) {
    std::printf("what the test left is in %s\n", path_.c_str());
    return;
  }
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void TemporaryFolder::write(std::string_view name, std::string_view content) const {
  const fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  fs::remove(file);
  create_file(file, content, 0644);
}

std::string listing(const fs::path& folder, std::string_view but_for) {
  std::set<std::string> lines;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().filename() == but_for) continue;
    const std::string name = entry.path().lexically_relative(folder).string();
    if (entry.is_symlink()) {
      lines.insert(name + " -> " + fs::read_symlink(entry.path()).string());
    } else if (entry.is_directory()) {
      lines.insert(name + "/");
    } else if (entry.is_regular_file()) {
      lines.insert(name + " = " + read_file(entry.path()));
    } else {
      lines.insert(name + " |");
    }
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace slipway

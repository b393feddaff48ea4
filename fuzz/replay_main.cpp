// Runs a fuzz target on files and folders: what stands in for libFuzzer where that is missing.

#include <filesystem>
#include <vector>

#include "base/files.hpp"
#include "fuzz_support.hpp"

namespace {

namespace fs = std::filesystem;

void replay(const fs::path& file) {
  const std::string content = slipway::read_file(file);
  // Exactly as large as the content, so that a sanitizer sees each read beyond its end.
  const std::vector<std::uint8_t> copy(content.begin(), content.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

}  // namespace

int main(int count, char** words) {
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    const fs::path path = words[i];
    if (!fs::is_directory(path)) {
      replay(path);
      ++files;
      continue;
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      replay(entry.path());
      ++files;
    }
  }
  std::printf("%zu files\n", files);
  return files > 0 ? 0 : 1;
}

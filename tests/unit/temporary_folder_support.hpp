#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace slipway {

/// An empty folder for one test; it goes with the test unless that failed.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  /// Writes a file, with the folders on its way.
  void write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

/// What stands below a folder, one entry a line, sorted: "lib/", "lib/a = content", "link -> target", "pipe
/// |". Files called `but_for` are left out.
std::string listing(const std::filesystem::path& folder, std::string_view but_for = {});

}  // namespace slipway

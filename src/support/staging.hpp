#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "base/file_descriptor.hpp"

namespace slipway {

/// A new file or folder beside the place where it is to appear once it is whole: `DIR/.NAME.slipway-HEX`. It
/// is locked (flock(2)) as long as it is being made, so that the next run tells what one that was killed has
/// left from what another one makes at the moment, and removes it.
class Staging {
 public:
  enum class Form { kFile, kFolder };

  /// The folder of `target` must exist. Modes are 0644 and 0755, whatever the umask. Throws SystemError that
  /// names the target where nothing can be made there.
  Staging(const std::filesystem::path& target, Form form);
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  /// Removes what stands there: without publish_file() what was made, behind an exchange the old one.
  ~Staging();

  /// Whether an entry of a folder is what some run makes there at the moment, or has left.
  static bool is_staging_name(std::string_view name);

  const std::filesystem::path& path() const { return path_; }
  /// Of a file: open for writing.
  const FileDescriptor& file() const { return file_; }

  /// Closes the file, which is checked, and renames it to `target`, where it replaces what is there.
  void publish_file(const std::filesystem::path& target);

 private:
  std::filesystem::path path_;
  FileDescriptor file_;
};

}  // namespace slipway

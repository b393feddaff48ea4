#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"

namespace slipway::assets {

/// Whether a path stands for the folder or something below it; both without links on the way.
bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder);

/// The folder that digested files are written to. A file is replaced in one step, and not touched where it
/// has its content already; what a run that was killed left behind is removed by the next one. Other runs
/// wait until this one has ended. All throw SystemError that names the path.
class OutputFiles {
 public:
  /// Makes the folder, and waits for the runs that write to it.
  explicit OutputFiles(const std::filesystem::path& folder);

  /// Makes a folder below. Throws Error where a link leads it out of the output folder.
  void make_folder(const std::string& relative) const;

  // Paths are relative to the folder; those of them that must be written anew give true.

  bool put(const std::string& relative, std::string_view content) const;
  /// A copy of a file, of any size.
  bool put_copy(const std::string& relative, const std::filesystem::path& source) const;
  /// Whether a compressed file is of content with this checksum and size, by its trailer (RFC 1952,
  /// section 2.3.1).
  bool is_compressed_of(const std::string& relative, std::uint32_t crc32, std::uint64_t size) const;

  /// Whether there was such a file. One that a link leads to, out of the folder, stays.
  bool remove(const std::string& relative) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  class NewFile;

  /// Without links on the way.
  std::filesystem::path folder_;
  FileDescriptor lock_;
};

}  // namespace slipway::assets

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "oci/image.hpp"
#include "support/byte_source.hpp"
#include "support/staging.hpp"

namespace slipway::oci {

/// The files of a tar archive, by the paths that they have in it, without "./" in front. Of an uncompressed
/// one the content stays where it is; one that is compressed (gzip, zstd) is unpacked into a temporary
/// folder, which goes with this value.
class ArchiveFiles {
 public:
  /// No archive of images comes near to either.
  static constexpr std::size_t kMostEntries = 100'000;
  static constexpr std::uint64_t kLargestUnpacked = std::uint64_t{64} << 30;

  struct File {
    FileRange range;
    std::uint64_t size = 0;
  };

  /// `scratch` is where the temporary folder is made. Throws Error that names the archive where it is broken,
  /// a path leads out of it or stands there twice, or it exceeds the limits.
  ArchiveFiles(const std::filesystem::path& archive, const std::filesystem::path& scratch);

  const std::string& name() const { return name_; }
  bool contains(std::string_view path) const { return files_.contains(path) || links_.contains(path); }
  /// The file that a path leads to, through links in the archive. Throws Error where there is none.
  const File& at(std::string_view path) const;
  /// Its content. Throws Error where it is larger than `limit`.
  std::string read(std::string_view path, std::size_t limit) const;
  /// The paths, sorted.
  std::vector<std::string> paths() const;

 private:
  void index(const std::filesystem::path& archive);
  void unpack(const std::filesystem::path& archive, std::uint64_t size, const std::filesystem::path& scratch);
  void add_link(const std::string& path, const std::string& target);
  std::string checked_path(std::string_view path);

  std::string name_;
  std::map<std::string, File, std::less<>> files_;
  /// From the path of a link to that of its target.
  std::map<std::string, std::string, std::less<>> links_;
  std::shared_ptr<Staging> unpacked_;
  std::size_t entries_ = 0;
};

}  // namespace slipway::oci

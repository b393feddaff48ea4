#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace slipway {

/// Remembers, from run to run, what would else be worked out again: one file an entry in
/// $XDG_CACHE_HOME/slipway (~/.cache/slipway), which may be deleted at any time. An entry of another build of
/// Slipway, or one that is damaged, is as good as none.
///
///   entry   = "slipway cache 1" LF program:stamp boot:text kind:text key:text crc:32 payload
///   program = the stamp (support/file_stamp.hpp) of the program that wrote it
///   boot    = /proc/sys/kernel/random/boot_id: after the power failed, a file with the right stamp need not
///   have
///             its content, as nothing is forced to the disk
///   text    = length:32 bytes;  crc = CRC-32 (RFC 1952, section 8) of the payload
///
/// All integers are big-endian. An entry is at most kLargestFile long, and is replaced in one step, so that
/// runs side by side do no harm. At most kMostEntries of a kind are kept: the ones that were written last.
class Cache {
 public:
  static constexpr std::size_t kMostEntries = 64;

  /// Nothing where there is no home folder, or where it can't be written: then nothing is remembered.
  static std::optional<Cache> open();

  const std::filesystem::path& folder() const { return folder_; }

  std::optional<std::string> get(std::string_view kind, std::string_view key) const;
  /// An entry that can't be written (a full disk) is left out.
  void put(std::string_view kind, std::string_view key, std::string_view payload) const;
  void remove(std::string_view kind, std::string_view key) const;

 private:
  explicit Cache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path path_of(std::string_view kind, std::string_view key) const;

  std::filesystem::path folder_;
};

}  // namespace slipway

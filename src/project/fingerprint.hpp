#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/file_stamp.hpp"

namespace slipway::project {

/// One file or folder as a run found it.
struct Observation {
  enum class Kind : std::uint8_t { kAbsent, kFile, kFolder, kListing, kLink };

  std::string path;
  /// kLink is told of the link itself, the others of what it leads to.
  Kind kind = Kind::kAbsent;
  /// Of a folder that was not listed, only inode and mode count.
  FileStamp stamp;
  /// Of a listing: a hash of the sorted names.
  std::uint64_t names = 0;
};

/// The state of everything that the result of a run depends on.
///
///   fingerprint = surroundings:64 count:32 { path:text kind:8 stamp names:64 }
///   text        = length:32 bytes
struct Fingerprint {
  /// hash_of_surroundings() at the time.
  std::uint64_t surroundings = 0;
  std::vector<Observation> observations;
};

std::string write_fingerprint(const Fingerprint& fingerprint);
/// Throws Error that names `source` and the place where it is not as above.
Fingerprint read_fingerprint(std::string_view bytes, std::string_view source);

/// Whether everything is as it was.
bool still_holds(const Fingerprint& fingerprint);

/// A hash of what a program learns without a file: environment, folder, user, umask, machine, processors. Of
/// the environment, `_`, SHLVL and OLDPWD are left out, which differ from command to command.
std::uint64_t hash_of_surroundings();

/// Gathers what was looked at, and takes its state at the end.
class FingerprintBuilder {
 public:
  /// `began` is file_clock() before anything was looked at.
  explicit FingerprintBuilder(std::int64_t began) : began_(began) {}

  /// Paths are absolute.
  void add_read(const std::filesystem::path& path);
  void add_listed(const std::filesystem::path& path);
  /// A folder and all below it. A link counts as what it leads to, once on the way down.
  void add_tree(const std::filesystem::path& folder);
  /// The run changed this itself.
  void add_written(const std::filesystem::path& path);

  /// Throws Error with the reason where no fingerprint can be taken: something was changed while the run
  /// lasted, by somebody else, so that its state now may not be what the run saw.
  Fingerprint finish() const;

 private:
  /// The folders on the way down, by device and inode.
  using Ancestors = std::vector<std::pair<dev_t, ino_t>>;

  void add_tree(const std::string& folder, Ancestors& ancestors);
  std::vector<Observation> observe(const std::string& path, bool listed) const;
  void require_unchanged(const Observation& observation) const;

  std::int64_t began_;
  std::set<std::string> read_;
  std::set<std::string> listed_;
  std::set<std::string> written_;
  /// Folders in which something was made or removed.
  std::set<std::string> touched_;
};

}  // namespace slipway::project

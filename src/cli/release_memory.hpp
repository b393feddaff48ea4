#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/release_report.hpp"
#include "project/fingerprint.hpp"
#include "support/cache.hpp"
#include "support/tree_record.hpp"

namespace slipway::cli {

/// A release as a run left it, and all that it depends on.
struct RememberedRelease {
  /// As OutputFolder::target() gives it.
  std::filesystem::path target;
  /// As ReleaseMemory::remember_files() gave it.
  std::uint64_t hash_of_files;
  ReleaseSummary summary;
  project::Fingerprint fingerprint;
};

/// What runs of `slipway release` remember for the next one, in the cache:
///
///   trees, by the release's folder:                      its TreeRecord
///   releases, by the project's folder and the arguments: target:text hash:64 summary:text fingerprint
///   text = length:32 bytes;  hash of the tree's record, which another run may have replaced;  the summary is
///   an external term
class ReleaseMemory {
 public:
  /// `arguments` are those of Mix's task. Without a cache nothing is remembered.
  ReleaseMemory(std::optional<Cache> cache, const std::vector<std::string>& arguments);

  bool is_on() const { return cache_.has_value(); }
  /// Says that the cache's folders may have been made by this run.
  void add_written(project::FingerprintBuilder& inputs) const;

  /// Nothing where the same command could give something else, or where the release was changed since.
  std::optional<ReleaseSummary> unchanged_release() const;
  void remember(const RememberedRelease& release) const;

  /// What the release in `target` has from the run before.
  std::optional<ReusableFiles> files_in(const std::filesystem::path& target) const;
  /// Gives the hash of the record, by which a RememberedRelease knows it again; 0 without a cache.
  std::uint64_t remember_files(const std::filesystem::path& target, const TreeRecord& files) const;

 private:
  std::optional<Cache> cache_;
  std::string key_;
};

}  // namespace slipway::cli

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace slipway::cli {

/// What git knows of a folder.
struct Commit {
  /// Of the commit; with "-dirty" behind it where tracked files differ from it.
  std::string revision;
  /// Seconds since 1970, of the commit.
  std::int64_t time = 0;
  /// Where the repository came from, as a web address; empty where it has no `origin`, or one on this
  /// machine.
  std::string url;
};

/// Nothing where the folder is in no repository, the repository has no commit, or there is no `git`.
std::optional<Commit> last_commit(const std::filesystem::path& folder);

/// "git@host:team/shop.git", "ssh://git@host/team/shop.git" and "https://user:token@host/team/shop.git" as
/// "https://host/team/shop": without what may be a secret. Empty for a path of this machine.
std::string web_address(std::string_view remote);

/// SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), if it is set. Throws Error
/// where it is no number of seconds from 0 to 2^33 - 1, which is what an archive can hold.
std::optional<std::int64_t> source_date_epoch();

/// "2000-01-01T00:00:00Z" (RFC 3339).
std::string utc_time(std::int64_t seconds);

}  // namespace slipway::cli

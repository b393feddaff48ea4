#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launcher/distribution.hpp"
#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

// An image has no releases/COOKIE, because whoever can pull the image could read it. Where RELEASE_COOKIE and
// RELEASE_COOKIE_FILE are not set either, the system makes a cookie as it starts, and leaves it where other
// commands of the same user find it (docker exec: another process, the same user, variables and mounts):
//
//   PARENT/slipway-EUID/cookie-NAME   the cookie alone, mode 0400
//
// PARENT is RELEASE_TMP, else /dev/shm, which can be written in a read-only container, too; NAME is that of
// the release. The folder is private to the user (cookie.hpp), and locked while the file is made, so that two
// starts at once agree. The file stays: a container that is started again has the same cookie, unless the
// folder was in memory and is gone. What exists counts before what could be made.

/// Reads the cookie below the first of `parents` that has one, or makes one below the first where that is
/// possible. Throws Error where there is none, or the file that is there is not one of ours.
Cookie make_cookie_below(const std::vector<std::string>& parents, const std::string& release_name);

/// Reads it, and makes nothing. `problems` says for each folder that was passed over why.
std::optional<Cookie> find_cookie_below(const std::vector<std::string>& parents,
                                        const std::string& release_name, std::vector<std::string>& problems);

/// The cookie of a system that is to start. Throws Error where there is no place for it, and where
/// releases/COOKIE is there but empty: that is somebody's mistake.
Cookie made_cookie(const Release& release, const Environment& environment);

/// The cookie that the running system made. Throws Error where there is none.
Cookie cookie_of_running_system(const Release& release, const Environment& environment);

/// What to tell of a cookie that was made: that the nodes of a cluster need one in common. Empty where
/// nothing hints at a cluster: neither dns_cluster nor libcluster is in the release, and names are short.
std::string remark_on_made_cookie(const Release& release, const Environment& environment);

}  // namespace slipway::launcher

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "registry/http.hpp"

namespace slipway::registry {

/// How often, and after which time, something that failed is tried again: after 1 s, 3 s, 9 s and 27 s, each
/// up to a quarter longer by chance, so that many that failed at once do not come back at once.
struct RetryRules {
  int most_attempts = 5;
  std::chrono::milliseconds first_delay{1000};
  int factor = 3;
  /// What a registry that asks for more (Retry-After) gets at most.
  std::chrono::milliseconds longest_delay = std::chrono::minutes(2);

  /// Before the attempt behind `attempts` that failed. `chance` is a random number.
  std::chrono::milliseconds delay(int attempts, std::uint64_t chance) const;
};

/// Waits; Interrupted where a signal comes. Tests have one that waits for nothing.
using Waiter = std::function<void(std::chrono::milliseconds)>;
void wait_for_time(std::chrono::milliseconds time);

/// Whether such an answer may be another one the next time: 408, 429, 499, 500, 502 to 504 and 522, and what
/// says TOOMANYREQUESTS, UNKNOWN, UNAVAILABLE, BLOB_UPLOAD_INVALID or BLOB_UPLOAD_UNKNOWN (a new upload is
/// begun then). Never what says DENIED, NAME_INVALID, NAME_UNKNOWN, MANIFEST_INVALID or DIGEST_INVALID.
bool may_pass(const HttpResponse& response);
/// A connection that broke, or could not be made.
bool may_pass(const ConnectionError& error);

/// How long Retry-After (RFC 9110, section 10.2.3) asks to wait: a number of seconds, or a date, of which
/// `now` is taken off. Nothing where it is neither.
std::optional<std::chrono::milliseconds> retry_after(std::string_view field,
                                                     std::chrono::system_clock::time_point now);

}  // namespace slipway::registry

#include "registry/retry.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <thread>

#include "base/digits.hpp"
#include "base/interruption.hpp"
#include "registry/registry_error.hpp"

namespace slipway::registry {
namespace {

using std::chrono::milliseconds;

constexpr std::array kPassingStatuses = {408, 429, 499, 500, 502, 503, 504, 522};
constexpr std::array<std::string_view, 5> kPassingCodes = {"TOOMANYREQUESTS", "UNKNOWN", "UNAVAILABLE",
                                                           "BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN"};
constexpr std::array<std::string_view, 5> kLastingCodes = {"DENIED", "NAME_INVALID", "NAME_UNKNOWN",
                                                           "MANIFEST_INVALID", "DIGEST_INVALID"};
/// How long a signal waits to be seen.
constexpr milliseconds kStep{100};

}  // namespace

milliseconds RetryRules::delay(int attempts, std::uint64_t chance) const {
  milliseconds time = first_delay;
  for (int i = 1; i < attempts && time < longest_delay; ++i) time *= factor;
  time = std::min(time, longest_delay);
  const auto quarter = static_cast<std::uint64_t>(time.count() / 4);
  return time + milliseconds(chance % (quarter + 1));
}

void wait_for_time(milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    throw_if_interrupted();
    const auto now = std::chrono::steady_clock::now();
    if (now >= end) return;
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(kStep, end - now));
  }
}

bool may_pass(const HttpResponse& response) {
  if (response.status < 400) return false;
  const auto problems = read_problems(response.body);
  const auto says = [&](std::string_view code) { return has_problem(problems, code); };
  if (std::any_of(kLastingCodes.begin(), kLastingCodes.end(), says)) return false;
  if (std::find(kPassingStatuses.begin(), kPassingStatuses.end(), response.status) !=
      kPassingStatuses.end()) {
    return true;
  }
  return response.status != 401 && std::any_of(kPassingCodes.begin(), kPassingCodes.end(), says);
}

bool may_pass(const ConnectionError& error) {
  return error.kind() == ConnectionError::Kind::kUnreachable ||
         error.kind() == ConnectionError::Kind::kBroken;
}

std::optional<milliseconds> retry_after(std::string_view field, std::chrono::system_clock::time_point now) {
  if (const auto seconds = decimal_number<std::uint32_t>(field)) {
    return std::chrono::seconds(*seconds);
  }
  std::tm date{};
  const std::string text(field);
  const char* const end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (end == nullptr || *end != 0) return std::nullopt;
  // In seconds: a year far off does not fit into the clock's nanoseconds.
  const std::int64_t seconds = std::int64_t{::timegm(&date)} - std::chrono::system_clock::to_time_t(now);
  return std::chrono::seconds(
      std::clamp<std::int64_t>(seconds, 0, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace slipway::registry

#pragma once

#include <chrono>

namespace slipway::control {

/// A point in time of the monotonic clock up to which something may take; or never.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  static Deadline never() { return Deadline(Clock::time_point::max()); }
  static Deadline after(std::chrono::milliseconds duration) { return Deadline(Clock::now() + duration); }

  static Deadline at(Clock::time_point time) { return Deadline(time); }

  bool is_never() const { return at_ == Clock::time_point::max(); }
  bool has_passed() const { return !is_never() && Clock::now() >= at_; }
  Deadline or_earlier(Deadline other) const { return at_ < other.at_ ? *this : other; }

  /// Milliseconds up to it for poll(2), rounded up, so that waiting never ends just before it; -1: for ever.
  int poll_timeout() const {
    if (is_never()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(at_ - Clock::now()).count();
    constexpr long long kLongest = 1 << 30;
    return static_cast<int>(left < 0 ? 0 : left > kLongest ? kLongest : left);
  }

 private:
  explicit Deadline(Clock::time_point at) : at_(at) {}

  Clock::time_point at_;
};

}  // namespace slipway::control

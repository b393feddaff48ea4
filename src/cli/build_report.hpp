#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"

namespace slipway::cli {

/// What `slipway build` tells while it goes on: on a terminal a line that lives as long as its step,
/// elsewhere a line at the end of each, or one event a line as JSON:
///
///   {"event":"started","step":"npm ci in assets"}
///   {"event":"finished","step":"npm ci in assets","seconds":3.1}
///   {"event":"unchanged","step":"mix deps.get --only prod"}
///   {"event":"failed","step":"...","seconds":0.2,"problem":"exited with status 1","output":"..."}
///   {"event":"finished","step":"slipway image","seconds":0.4,"result":{...}}     as `slipway image --json`
class BuildReport {
 public:
  enum class Form { kText, kTerminal, kJson };

  explicit BuildReport(Form form) : form_(form) {}

  bool is_live() const { return form_ == Form::kTerminal; }
  bool is_json() const { return form_ == Form::kJson; }

  void begin(const std::string& title);
  /// Shows the last line of what the step printed so far.
  void progress(std::string_view output) const;
  void finish() const;
  /// As finish(), of a step whose result is a JSON document of its own.
  void finish_with(const Json& result) const;
  void unchanged(const std::string& title) const;
  void fail(const std::string& problem, const std::string& output) const;
  /// Clears the line of a step whose output stands for itself.
  void leave_line() const;

 private:
  using Clock = std::chrono::steady_clock;

  double seconds() const;
  void event(Json::Object event) const;

  Form form_;
  std::string title_;
  Clock::time_point begin_;
};

/// The last line of a step's output that holds anything, without control characters and escape sequences, cut
/// to `width` characters.
std::string last_line(std::string_view output, std::size_t width);

}  // namespace slipway::cli

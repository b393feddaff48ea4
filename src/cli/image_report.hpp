#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/image_build.hpp"
#include "cli/image_options.hpp"
#include "support/json.hpp"

namespace slipway::cli {

/// What `slipway image` tells: warnings on standard error, and at the end what was made and what can be done
/// with it. With --json standard output holds that alone; where the image itself goes there, all is told on
/// standard error.
class ImageReport {
 public:
  explicit ImageReport(const ImageWish& wish) : wish_(wish) {}

  void warn(const std::string& text);
  /// `place` is the archive, the layout's folder, "-", or the name under which it was pushed; `pushed` what
  /// is told of that (cli/image_push.hpp), or null.
  void tell_result(const BuiltImage& built, const std::filesystem::path& place, const Json& pushed) const;

 private:
  void print_text(const BuiltImage& built, const std::filesystem::path& place) const;
  void print_json(const BuiltImage& built, const std::filesystem::path& place, const Json& pushed) const;
  bool is_pushed_alone() const;
  std::string next_steps(const BuiltImage& built, const std::filesystem::path& place) const;

  const ImageWish& wish_;
  std::vector<std::string> warnings_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace slipway::cli

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "release/evaluation.hpp"
#include "release/release_plan.hpp"
#include "support/output_folder.hpp"

namespace slipway::release {

struct Assembled {
  /// Files, links and folders that overlays gave, relative to the release: Mix.Release's `overlays`.
  std::vector<std::string> overlays;
  /// Of all files that were written.
  std::size_t file_count = 0;
  std::uint64_t bytes = 0;
};

/// Writes the release and puts it in the place of the earlier one. `launcher` is the program that becomes
/// bin/NAME. Throws Error; the earlier release is then as it was.
Assembled assemble(const ReleasePlan& plan, const Evaluation& evaluation, std::string_view launcher,
                   OutputFolder& output);

}  // namespace slipway::release

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "release/evaluation.hpp"
#include "release/release_plan.hpp"
#include "support/output_folder.hpp"
#include "support/tree_record.hpp"

namespace slipway::release {

struct Assembled {
  /// Files, links and folders that overlays gave, relative to the release: Mix.Release's `overlays`.
  std::vector<std::string> overlays;
  /// All that was written, as it lies in the release.
  TreeRecord files;
  /// Of all these files.
  std::uint64_t bytes = 0;
};

/// The program that becomes bin/NAME.
struct Launcher {
  std::string_view content;
  /// The file that it is a part of: as long as that stays the same, the launcher does.
  std::string container;
};

/// Writes the release and puts it in the place of the earlier one. What the earlier release has already is
/// taken from `reusable`, where it is given. Throws Error; the earlier release is then as it was.
Assembled assemble(const ReleasePlan& plan, const Evaluation& evaluation, const Launcher& launcher,
                   OutputFolder& output, const ReusableFiles* reusable = nullptr);

}  // namespace slipway::release

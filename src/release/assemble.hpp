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
  /// Which part: one release must not take over the other's.
  std::string kind = "launcher";
};

/// Whether vm.args, remote.vm.args or env.sh of the release name a distribution over TLS (inet_tls,
/// inet6_tls). A comment counts as well: the launcher is then larger than it has to be, and works.
bool asks_for_tls(const Evaluation& evaluation);

/// Writes the release and puts it in the place of the earlier one. What the earlier release has already is
/// taken from `reusable`, where it is given. Throws Error; the earlier release is then as it was.
Assembled assemble(const ReleasePlan& plan, const Evaluation& evaluation, const Launcher& launcher,
                   OutputFolder& output, const ReusableFiles* reusable = nullptr);

}  // namespace slipway::release

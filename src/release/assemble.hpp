#pragma once

#include <functional>
#include <string_view>

#include "release/evaluation.hpp"
#include "release/release_plan.hpp"

namespace slipway::release {

/// Writes the release and puts it in the place of the earlier one (support/output_folder.hpp). `launcher` is
/// the program that becomes bin/NAME. `on_wait` is called where another run writes the same release. Throws
/// Error; the earlier release is then as it was.
void assemble(const ReleasePlan& plan, const Evaluation& evaluation, std::string_view launcher,
              const std::function<void()>& on_wait);

}  // namespace slipway::release

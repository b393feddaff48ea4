#pragma once

#include <string>
#include <vector>

#include "cli/release_report.hpp"
#include "erl/launch_plan.hpp"
#include "project/image_settings.hpp"

namespace slipway::cli {

/// What whoever runs the image has to know, and would else learn in production: that replicas need one cookie
/// where the release forms a cluster (as the launcher says at the start, launcher/made_cookie.hpp), and that
/// Docker before 23 can't read layers of zstd. Each is a sentence without its full stop.
std::vector<std::string> notes_on_image(const ReleaseSummary& release, const erl::LaunchPlan& plan,
                                        const project::ImageSettings& settings);

}  // namespace slipway::cli

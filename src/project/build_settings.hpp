#pragma once

#include <optional>
#include <vector>

#include "project/build_step.hpp"
#include "project/settings_source.hpp"
#include "support/toml.hpp"

namespace slipway::project {

// [build] of slipway.toml: the commands that `slipway build` runs in front of the release, instead of those
// that it finds by itself.
//
//   [build]
//   run = [
//     "mix deps.get --only prod",
//     "NODE_ENV=production npm run deploy --prefix assets",
//     ["sh", "-c", "make -C c_src && cp c_src/tool priv/"],
//     { run = "elm make src/Main.elm --output ../priv/static/elm.js", folder = "elm",
//       inputs = ["elm/src", "elm/elm.json"], outputs = ["priv/static/elm.js"] },
//   ]
//
// A step with `inputs` is skipped where these, its command, the environment, and its outputs are as they were
// when it last ran; one without them runs each time.

struct BuildSettings {
  /// Nothing where the steps are to be found; an empty array runs none.
  std::optional<std::vector<BuildStep>> steps = {};
};

/// Throws Error at what is not understood.
BuildSettings read_build_settings(const TomlTable& table, const SettingsSource& source);

}  // namespace slipway::project

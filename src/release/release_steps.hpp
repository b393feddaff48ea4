#pragma once

#include <string>
#include <utility>
#include <vector>

#include "project/probe.hpp"
#include "release/mix_release.hpp"

namespace slipway::release {

/// `steps` of a release: the probe runs the functions, and stops where something is to be done here.
class ReleaseSteps {
 public:
  enum class Next { kAssemble, kTar, kDone };

  ReleaseSteps(project::Probe& probe, MixRelease draft) : probe_(probe), release_(std::move(draft)) {}

  /// Runs what stands in front of :assemble.
  Next begin();
  /// What :assemble or :tar was asked for is done, and has laid `overlays` over the release: runs what stands
  /// behind it.
  Next go_on(const std::vector<std::string>& overlays);

  /// As the functions left it.
  const MixRelease& release() const { return release_; }

 private:
  Next take(const erl::Term& answer);

  project::Probe& probe_;
  MixRelease release_;
};

}  // namespace slipway::release

#pragma once

#include "project/fingerprint.hpp"
#include "project/mix_facts.hpp"

namespace slipway::project {

/// Adds what starts the VM and what the VM reads before anybody watches. Throws Error with the reason where
/// that can't be told: `elixir` in PATH is a script of a version manager, or the flags of the VM name files.
void add_toolchain(const MixFacts& facts, FingerprintBuilder& inputs);

}  // namespace slipway::project

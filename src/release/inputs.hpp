#pragma once

#include "project/fingerprint.hpp"
#include "project/mix_facts.hpp"
#include "release/release_plan.hpp"

namespace slipway::release {

/// Adds all that planning and assembling look at themselves, beside what the VM does: the files of the
/// applications, of ERTS and of overlays, templates, and the folders in which applications are found.
void add_inputs(const project::MixFacts& facts, const ReleasePlan& plan, project::FingerprintBuilder& inputs);

}  // namespace slipway::release

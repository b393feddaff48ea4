#pragma once

#include "erl/launch_plan.hpp"
#include "project/mix_facts.hpp"
#include "release/release_definition.hpp"

namespace slipway::release {

/// The command lines with which this Elixir starts, evaluates and connects: what its bin/elixir and bin/iex
/// would give to `erl` for a release's script.
erl::LaunchPlan make_launch_plan(const ReleaseIdentity& release, const project::ElixirVersion& elixir,
                                 bool reboots_after_config);

}  // namespace slipway::release

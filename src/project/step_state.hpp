#pragma once

#include <cstdint>
#include <filesystem>

#include "project/build_step.hpp"

namespace slipway::project {

/// A hash of what a step reads: its command, the environment, the program that it runs, and names, modes and
/// contents of its inputs. Folders that tools fill are left out below an input (deps, node_modules, _build,
/// .git, .elixir_ls), and so are the step's own outputs. A link counts as what it leads to, once on the way
/// down. Throws Error for a file that can't be read.
std::uint64_t hash_of_inputs(const BuildStep& step, const std::filesystem::path& project);

/// A hash of what a step left behind: its outputs, and the names in its listings.
std::uint64_t hash_of_outputs(const BuildStep& step, const std::filesystem::path& project);

}  // namespace slipway::project

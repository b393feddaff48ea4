#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "project/build_step.hpp"

namespace slipway::project {

/// The steps in front of a release that the files of a Mix project ask for, each in the order in which a
/// Dockerfile for Phoenix runs them:
///
///   mix local.hex, mix local.rebar      mix.lock has packages of Hex, or of rebar3
///   mix deps.get --only MIX_ENV         always: path dependencies need no mix.lock
///   npm ci, or that of yarn, pnpm, bun  assets/package.json or package.json has dependencies
///   mix assets.setup, assets.deploy     mix.exs has these aliases
///   npm run deploy, else npm run build  package.json has the script, and mix.exs no alias assets.deploy
///   slipway assets                      behind npm run, or where config/ names a cache manifest
///
/// In an umbrella, the same for each of its applications. What mix.exs says is looked for in its text, line
/// by line without comments: no code is run. Throws Error for a package.json that can't be read.
std::vector<BuildStep> find_build_steps(const std::filesystem::path& project, std::string_view mix_env);

}  // namespace slipway::project

#pragma once

#include <filesystem>

namespace slipway::cli {

/// mix.exs of the current folder, or what MIX_EXS names instead.
std::filesystem::path mix_file();

/// Throws Error where it does not exist.
void require_mix_project();

}  // namespace slipway::cli

#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace slipway {

/// The program in the folders of `path` (folders with ":" between them; an empty one is the current folder),
/// as execvp(3) finds it.
std::optional<std::filesystem::path> find_program(std::string_view name, std::string_view path);

}  // namespace slipway

#pragma once

#include <string_view>

namespace slipway {

/// Whether a shell script does anything: false where it holds blank lines and comments only.
bool has_commands(std::string_view script);

}  // namespace slipway

#pragma once

#include <string_view>

namespace slipway::cli {

/// The launcher that becomes bin/NAME on x86-64 Linux: an ELF file.
std::string_view embedded_launcher();

/// The source text of probe/slipway_probe.exs.
std::string_view embedded_probe();

}  // namespace slipway::cli

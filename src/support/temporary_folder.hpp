#pragma once

#include <filesystem>

namespace slipway {

/// The folder for temporary files, as std::filesystem finds it: TMPDIR, TMP, TEMP or TEMPDIR, else /tmp.
/// Throws Error where that is none.
std::filesystem::path temporary_folder();

}  // namespace slipway

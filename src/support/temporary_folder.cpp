#include "support/temporary_folder.hpp"

#include <array>
#include <cstdlib>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway {

std::filesystem::path temporary_folder() {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (!error) return folder;
  for (const char* const name : std::array{"TMPDIR", "TMP", "TEMP", "TEMPDIR"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr) continue;
    throw Error(
        concat({name, " is \"", value, "\", which is no folder; make it, or set ", name, " to another one"}));
  }
  throw Error("there is no folder /tmp for temporary files; make it, or set TMPDIR to another one");
}

}  // namespace slipway

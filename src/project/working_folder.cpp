#include "project/working_folder.hpp"

#include <filesystem>

#include "base/error.hpp"
#include "erl/utf8.hpp"

namespace slipway::project {

void require_working_folder_for_elixir() {
  const std::string folder = std::filesystem::current_path().string();
  if (erl::is_utf8(folder)) return;
  throw Error("Elixir can't work in the folder " + folder +
              ": its name is not UTF-8; rename it, or move the project");
}

}  // namespace slipway::project

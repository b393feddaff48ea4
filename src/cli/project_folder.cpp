#include "cli/project_folder.hpp"

#include <cstdlib>

#include "base/error.hpp"

namespace slipway::cli {

namespace fs = std::filesystem;

fs::path mix_file() {
  const char* mix_exs = std::getenv("MIX_EXS");
  return mix_exs != nullptr ? mix_exs : "mix.exs";
}

void require_mix_project() {
  if (fs::exists(mix_file())) return;
  throw Error("there is no mix.exs in " + fs::current_path().string() +
              "; go to the folder of your Mix project");
}

}  // namespace slipway::cli

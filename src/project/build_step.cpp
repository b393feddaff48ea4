#include "project/build_step.hpp"

namespace slipway::project {

std::string title_of(const BuildStep& step) {
  return command_text(step.command) + (step.folder.empty() ? "" : " in " + step.folder);
}

}  // namespace slipway::project

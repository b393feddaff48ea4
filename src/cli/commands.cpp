#include "cli/commands.hpp"

#include <array>

#include "cli/assets_command.hpp"
#include "cli/build_command.hpp"
#include "cli/cache_command.hpp"
#include "cli/check_command.hpp"
#include "cli/completions_command.hpp"
#include "cli/doctor_command.hpp"
#include "cli/image_command.hpp"
#include "cli/init_command.hpp"
#include "cli/pull_command.hpp"
#include "cli/push_command.hpp"
#include "cli/release_command.hpp"
#include "cli/run_command.hpp"
#include "cli/secret_command.hpp"

namespace slipway::cli {

std::span<const Command> all_commands() {
  static const std::array kCommands = {
      init_command(),  build_command(),  assets_command(),     release_command(), image_command(),
      push_command(),  pull_command(),   run_command(),        check_command(),   doctor_command(),
      cache_command(), secret_command(), completions_command()};
  return kCommands;
}

}  // namespace slipway::cli

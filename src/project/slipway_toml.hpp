#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "erl/launch_plan.hpp"
#include "project/build_settings.hpp"
#include "project/check_settings.hpp"
#include "project/image_settings.hpp"

namespace slipway::project {

// slipway.toml, beside mix.exs: settings that Mix has no place for.
//
//   [node]
//   name = "${RELEASE_NAME}@${IP}"   # RELEASE_NODE where the environment does not set it
//   distribution = "name"            # RELEASE_DISTRIBUTION: "name", "sname" or "none"
//   port = 9100                      # 1 to 65535; the node then does without epmd
//
//   [env]                            # variables for where the environment does not set them
//   PHX_SERVER = "true"              # a string; a whole number or a boolean stands for its text
//
//   [hooks]                          # project_commands.hpp
//   before_start = [["migrate"]]
//
//   [commands]
//   migrate = ["eval", "Shop.Release.migrate()"]
//
//   [health]
//   ready = "Shop.ready?()"          # taken as it stands: an expression of Elixir, true where the system is
//                                    # ready
//
//   [image]                          # image_settings.hpp
//   ports = [4000]
//
//   [boot]
//   profile = "rel/boot.profile"     # the modules to load before the start (erl/boot_profile.hpp); from
//                                    # the folder of this file
//
//   [build]                          # build_settings.hpp
//   run = ["mix deps.get --only prod", "npm ci --prefix assets"]
//
//   [check]                          # check_settings.hpp
//   ignore = ["releases_exs", "compile_time_read:lib/legacy/*"]
//
// The name of the node, the values of [env] and the words of [hooks] and [commands] hold expressions that the
// launcher replaces at each start:
// ${NAME}, ${NAME:-default}, and $$ for a dollar. A default holds neither a $ nor a }.
inline constexpr std::string_view kSettingsFile = "slipway.toml";

struct Settings {
  erl::LaunchNode node;
  /// In the order of the file.
  std::vector<std::pair<std::string, std::string>> environment;
  erl::LaunchHooks hooks = {};
  /// In the order of the file.
  std::vector<erl::LaunchOwnCommand> own_commands = {};
  std::optional<std::string> health_ready = {};
  ImageSettings image = {};
  BuildSettings build = {};
  CheckSettings check = {};
  /// [boot] profile: a path, as it stands there.
  std::optional<std::string> boot_profile = {};
};

/// The settings of a project; nothing where it has no slipway.toml. Throws Error "slipway.toml:LINE: ..." at
/// what is not understood: nothing is ignored.
std::optional<Settings> read_settings(const std::filesystem::path& project_folder);

/// The same for a text; `source` names it in errors.
Settings parse_settings(std::string_view text, std::string_view source);

/// What is wrong with the expressions in `text`, or nothing.
std::optional<std::string> expression_problem(std::string_view text);

}  // namespace slipway::project

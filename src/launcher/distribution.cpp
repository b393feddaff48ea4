#include "launcher/distribution.hpp"

#include <unistd.h>

#include <string_view>
#include <vector>

#include "launcher/command_words.hpp"
#include "launcher/epmd.hpp"
#include "launcher/erl_arguments.hpp"

namespace slipway::launcher {

using erl::LaunchWord;
using Words = std::vector<std::string>;

std::optional<Cookie> take_cookie(EmulatorCommand& emulator, const erl::LaunchCommand& command,
                                  const Environment& environment, int erts_major) {
  if (std::optional<std::string> value = take_flag(emulator.arguments, "-setcookie")) {
    return Cookie{*value, "-setcookie"};
  }
  const std::string vm_args = environment.value_or("RELEASE_VM_ARGS", "");
  if (!uses(command, LaunchWord::kVmArgs) && ::access(vm_args.c_str(), F_OK) == 0) {
    EmulatorCommand node = read_emulator_command(read_args_file(vm_args, erts_major), erts_major);
    if (std::optional<std::string> value = take_flag(node.arguments, "-setcookie")) {
      return Cookie{*value, "-setcookie in " + vm_args};
    }
  }
  if (!environment.is_set("RELEASE_COOKIE")) return std::nullopt;
  return Cookie{environment.value_or("RELEASE_COOKIE", ""), "RELEASE_COOKIE"};
}

std::string epmd_port(const EmulatorCommand& emulator, const Environment& environment) {
  if (const std::optional<std::string_view> port = environment.get("ERL_EPMD_PORT"))
    return std::string(*port);
  Words arguments = emulator.arguments;
  return take_flag(arguments, "-epmd_port").value_or(std::string(kEpmdPort));
}

}  // namespace slipway::launcher

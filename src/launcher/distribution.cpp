#include "launcher/distribution.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

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

std::optional<Cookie> cookie_for_node(const Words& arguments, const std::string& node) {
  const auto starts_flag = [](const std::string& argument) { return argument.starts_with('-'); };
  const auto extra = std::find(arguments.begin(), arguments.end(), "-extra");
  std::vector<std::string> found;
  for (auto at = std::find(arguments.begin(), extra, "-setcookie"); at != extra;
       at = std::find(at + 1, extra, "-setcookie")) {
    const auto values_end = std::find_if(at + 1, extra, starts_flag);
    if (values_end - at == 3 && at[1] == node) found.push_back(at[2]);
  }
  if (found.size() != 1) return std::nullopt;
  return Cookie{found.front(), "-setcookie " + node};
}

std::string epmd_port(const EmulatorCommand& emulator, const Environment& environment) {
  if (const std::optional<std::string_view> port = environment.get("ERL_EPMD_PORT"))
    return std::string(*port);
  Words arguments = emulator.arguments;
  return take_flag(arguments, "-epmd_port").value_or(std::string(kEpmdPort));
}

}  // namespace slipway::launcher

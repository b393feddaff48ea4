#include "launcher/heart.hpp"

#include <dirent.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

std::optional<pid_t> process_id(std::string_view name) {
  pid_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return number;
}

std::string_view take_argument(std::string_view& command_line) {
  const std::size_t end = std::min(command_line.find('\0'), command_line.size());
  const std::string_view argument = command_line.substr(0, end);
  command_line.remove_prefix(std::min(end + 1, command_line.size()));
  return argument;
}

}  // namespace

bool is_heart_of(std::string_view command_line, pid_t vm) {
  const std::string_view program = take_argument(command_line);
  if (program.substr(program.rfind('/') + 1) != "heart") return false;
  while (!command_line.empty()) {
    if (take_argument(command_line) == "-pid") return process_id(take_argument(command_line)) == vm;
  }
  return false;
}

std::optional<pid_t> find_heart(pid_t vm) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir("/proc"), ::closedir);
  if (!entries) return std::nullopt;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::optional<pid_t> process = process_id(entry->d_name);
    if (!process) continue;
    try {
      const auto command_line = read_file_if_exists(std::string("/proc/") + entry->d_name + "/cmdline");
      if (command_line && is_heart_of(*command_line, vm)) return process;
    } catch (const Error&) {
      // Another user's process, or one that has just ended.
    }
  }
  return std::nullopt;
}

}  // namespace slipway::launcher

#include "launcher/heart.hpp"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

std::string_view take_argument(std::string_view& command_line) {
  const std::size_t end = std::min(command_line.find('\0'), command_line.size());
  const std::string_view argument = command_line.substr(0, end);
  command_line.remove_prefix(std::min(end + 1, command_line.size()));
  return argument;
}

bool is_heart(std::string_view program) { return program.substr(program.rfind('/') + 1) == "heart"; }

/// A file of /proc/PID; empty where it can't be read: another user's process, or one that has just ended.
std::string read_of_process(std::string_view process, std::string_view file) {
  try {
    return read_file_if_exists("/proc/" + std::string(process) + "/" + std::string(file)).value_or("");
  } catch (const Error&) {
    return "";
  }
}

}  // namespace

bool is_heart_of(std::string_view command_line, pid_t vm) {
  const std::string_view program = take_argument(command_line);
  if (!is_heart(program)) return false;
  while (!command_line.empty()) {
    if (take_argument(command_line) == "-pid")
      return decimal_number<pid_t>(take_argument(command_line)) == vm;
  }
  return false;
}

std::optional<pid_t> find_heart(pid_t vm) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir("/proc"), ::closedir);
  if (!entries) return std::nullopt;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::optional<pid_t> process = decimal_number<pid_t>(entry->d_name);
    if (!process) continue;
    if (is_heart_of(read_of_process(entry->d_name, "cmdline"), vm)) return process;
  }
  return std::nullopt;
}

std::optional<pid_t> parent_in_stat(std::string_view stat) {
  const std::size_t name_end = stat.rfind(')');
  constexpr std::size_t kState = 3;  // " S "
  if (name_end == std::string_view::npos || stat.size() < name_end + 1 + kState) return std::nullopt;
  const std::string_view parent = stat.substr(name_end + 1 + kState);
  return decimal_number<pid_t>(parent.substr(0, parent.find(' ')));
}

bool is_started_by_heart() {
  constexpr int kGenerations = 3;
  std::optional<pid_t> process = ::getppid();
  for (int generation = 0; generation < kGenerations && process; ++generation) {
    const std::string name = std::to_string(*process);
    const std::string command_line = read_of_process(name, "cmdline");
    std::string_view rest = command_line;
    if (is_heart(take_argument(rest))) return true;
    process = parent_in_stat(read_of_process(name, "stat"));
  }
  return false;
}

}  // namespace slipway::launcher

#include "launcher/file_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace slipway::launcher {

void limit_open_files(const std::vector<std::string>& emulator_flags, std::uint64_t most) {
  // The flags of the emulator have "-" in place of "+" (emulator_command.hpp).
  if (std::find(emulator_flags.begin(), emulator_flags.end(), "-Q") != emulator_flags.end()) return;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= most) return;
  limit.rlim_cur = most;
  // To lower it is always allowed.
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace slipway::launcher

#include "launcher/crash_dump.hpp"

#include <unistd.h>

namespace slipway::launcher {

void give_crash_dump_a_place(Environment& environment, const std::string& folder) {
  if (environment.is_set("ERL_CRASH_DUMP") || environment.is_set("ERL_CRASH_DUMP_SECONDS")) return;
  if (::access(folder.c_str(), W_OK) == 0) return;
  environment.set("ERL_CRASH_DUMP", "/dev/null");
  environment.set("ERL_CRASH_DUMP_SECONDS", "1");
}

}  // namespace slipway::launcher

#pragma once

#include <string>

#include "launcher/environment.hpp"

namespace slipway::launcher {

// A thread of the VM writes what goes to standard error, and the VM does not wait for it where its boot
// fails: it writes a crash dump and aborts. The dump takes long enough for the last words, such as which
// variable runtime.exs misses. Where none can be written they are lost at times: in 4 of 60 starts on a
// loaded machine, in none of 100 where the dump goes to /dev/null (OTP 25).

/// Where neither ERL_CRASH_DUMP nor ERL_CRASH_DUMP_SECONDS is set and `folder`, in which the VM will work,
/// can't be written, as in most containers: the crash dump goes to /dev/null, for one second at most.
void give_crash_dump_a_place(Environment& environment, const std::string& folder = ".");

}  // namespace slipway::launcher

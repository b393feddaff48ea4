#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::launcher {

// Without +Q the VM makes its table of ports as large as the number of files that it may open (erl(1)). In
// containers without a limit that is 1,073,741,816, where systemd has raised fs.nr_open. Measured with OTP
// 25, an empty node (getrlimit(2) and sysconf(3) were made to say these numbers; +Q gives the same):
//
//   files              ports         memory
//   up to 65,536           65,536     39 MB
//   1,048,576           1,048,576     51 MB
//   16,777,216         16,777,216    236 MB
//   1,073,741,816     134,217,727  1,612 MB, 2 to 6 s until it runs
//
// A VM that was built with a glibc before 2.34 closes each of them one by one, too, whenever a program is
// started for it (erl_child_setup: no closefrom(3)).

/// What fs.nr_open is where nobody has changed it: a higher limit is the absence of one.
inline constexpr std::uint64_t kMostOpenFiles = std::uint64_t{1} << 20;

/// Lowers the soft limit of this process to `most`, where it is higher and the flags of the emulator have no
/// +Q. The programs that the system starts inherit it, and can raise it: the hard limit stays.
void limit_open_files(const std::vector<std::string>& emulator_flags, std::uint64_t most = kMostOpenFiles);

}  // namespace slipway::launcher

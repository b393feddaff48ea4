#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "erl/term.hpp"

namespace slipway::bench {

/// A file of this machine's OTP, whole.
struct Input {
  std::string name;
  std::string bytes;
};

/// Where OTP lies: above bin/erl, which PATH leads to. Throws Error where there is none.
std::filesystem::path otp_root();

/// The .beam files of stdlib.
std::vector<Input> stdlib_beams();

std::size_t size_of(const std::vector<Input>& inputs);

/// The boot script of a release of 100 applications, of 40 modules each.
erl::Term boot_script_of_100_applications();

}  // namespace slipway::bench

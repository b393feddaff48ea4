#pragma once

#include <string_view>

namespace slipway::launcher {

// Emulator flags are what starts with "+" (erl(1), "Emulator Flags"). They go in front of everything else,
// with "-" in place of "+", and take their values along. Which ones have a value has to be known: it is what
// this table is for. Version history: OTP 25; added for later ones: +hmaxib, +zhft, +MMlp.

enum class FlagValue {
  kNone,
  kOne,
  kBooleanOrNone,        // +c: a value only where it is true or false
  kInterruptModeOrNone,  // +B: a value only where it starts with "i"
  kRefused,              // no flag of that family
};

/// `name` comes without its "+".
FlagValue value_of_emulator_flag(std::string_view name);

}  // namespace slipway::launcher

#pragma once

#include <string>

#include "base/error.hpp"

namespace slipway {

/// The message of the Error that `action` throws, or nothing.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
    return {};
  } catch (const Error& error) {
    return error.message();
  }
}

}  // namespace slipway

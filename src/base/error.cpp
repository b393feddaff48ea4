#include "base/error.hpp"

#include <cstring>

namespace slipway {

namespace {

std::string description(int error_number) {
  const char* text = ::strerrordesc_np(error_number);
  return text != nullptr ? text : "error " + std::to_string(error_number);
}

}  // namespace

SystemError::SystemError(int error_number, std::string_view action)
    : Error(std::string(action) + ": " + description(error_number)), error_number_(error_number) {}

}  // namespace slipway

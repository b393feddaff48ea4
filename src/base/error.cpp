#include "base/error.hpp"

#include <cstring>

namespace slipway {

SystemError::SystemError(int error_number, std::string_view action)
    : Error(std::string(action) + ": " + strerrordesc_np(error_number)), error_number_(error_number) {}

}  // namespace slipway

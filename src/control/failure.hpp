#pragma once

#include <string>

#include "base/error.hpp"

namespace slipway::control {

/// Why a node could not be asked, for callers that branch (exit codes of `health`).
enum class Failure {
  kNoHost,       // the host's name has no address
  kUnreachable,  // nothing answers at the address, or epmd does not know the node
  kTimeout,      // it did not answer in time
  kRejected,     // it does not want us: another cookie, another protocol
  kClosed,       // it closed the connection in the middle
  kProtocol,     // what it sent is no distribution protocol
};

class ConnectionError : public Error {
 public:
  ConnectionError(Failure failure, std::string message) : Error(std::move(message)), failure_(failure) {}

  Failure failure() const noexcept { return failure_; }

 private:
  Failure failure_;
};

}  // namespace slipway::control

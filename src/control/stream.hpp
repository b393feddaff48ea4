#pragma once

#include <poll.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "control/address.hpp"
#include "control/deadline.hpp"

namespace slipway::control {

/// Bytes to and from a peer; no call ever waits. It is this small so that TLS can be a second one.
class Stream {
 public:
  enum class State { kDone, kWouldWait, kEnded };
  struct Progress {
    State state;
    /// With kDone: the bytes that were read or written, at least one.
    std::size_t count;
  };

  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  /// kEnded: the peer has closed its side, or the connection broke.
  virtual Progress read(std::span<char> buffer) = 0;
  virtual Progress write(std::string_view bytes) = 0;
  /// What poll(2) has to wait for before the next read or write can get on.
  virtual pollfd to_read() const = 0;
  virtual pollfd to_write() const = 0;
};

/// A TCP connection. Throws ConnectionError: kUnreachable where nobody listens there, kTimeout.
std::unique_ptr<Stream> connect_to(const Address& address, Deadline deadline);

}  // namespace slipway::control

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"

namespace slipway::testkit {

/// Listens on a port of 127.0.0.1, and prints its number on a line of standard output.
FileDescriptor listen_on_loopback();

/// Throws SystemError where nothing listens there.
FileDescriptor connect_to_loopback(std::uint16_t port);

/// False where the peer has gone.
bool send_bytes(const FileDescriptor& peer, std::string_view bytes);

/// What has come, at most `most` bytes; empty at the peer's end.
std::string receive_some(const FileDescriptor& peer, std::size_t most);

}  // namespace slipway::testkit

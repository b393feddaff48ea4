#pragma once

#include <string>
#include <vector>

namespace slipway::testkit {

/// Plays a name server on port 53 of 127.0.0.1, over UDP and TCP, in a network namespace of its own. Each
/// question is a line of standard output: "udp a node.test" (its kind: a, aaaa). `records` are NAME=ADDRESS;
/// other names don't exist. Behaviours:
///
///   answers        with all addresses
///   truncates      over UDP an answer cut in the middle of its first record; over TCP all of it
///   udp-only       over UDP the first address, as truncated; TCP is closed without an answer
///   tcp-hangs      the same, but that TCP is never answered
///   fails          SERVFAIL
///   silent         nothing at all
///   foreign        an answer to another question first, then the right one
///
/// Does not return.
int play_name_server(const std::string& behaviour, const std::vector<std::string>& records);

}  // namespace slipway::testkit

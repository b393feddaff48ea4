#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "control/connection.hpp"

namespace slipway::control {

// The handshake of Erlang's distribution, version 6 (erts user's guide, "Distribution Protocol";
// dist_util.erl of OTP 25 to 29). Each message is a length:16, or, under TLS, a length:32 (inet_tls_dist.erl
// sets {packet, 4} from the beginning), and:
//
//   we    name       = "N", flags:64, creation:32, length:16, name
//   node  status     = "s", "ok" | "nok" | "not_allowed" | "alive" | "ok_simultaneous"
//                    | "s", "named:", length:16, name, creation:32
//   node  challenge  = "N", flags:64, challenge:32, creation:32, length:16, name
//   we    reply      = "r", challenge:32, digest: 16 bytes
//   node  ack        = "a", digest: 16 bytes
//
// A digest is the MD5 of the cookie and the decimal text of the other side's challenge. We ask to be named
// (DFLAG_NAME_ME): our name is a host alone, and the node answers with "named:" and a name from a pool, which
// it gives to the next one when we have gone. So no atom stays behind on the node, however often it is asked;
// the host is the node's own, so that it is no new atom either.

namespace flags {
inline constexpr std::uint64_t kExtendedReferences = 0x4;
inline constexpr std::uint64_t kMonitor = 0x8;
inline constexpr std::uint64_t kFunTags = 0x10;
inline constexpr std::uint64_t kMonitorName = 0x20;
inline constexpr std::uint64_t kNewFunTags = 0x80;
inline constexpr std::uint64_t kExtendedPidsPorts = 0x100;
inline constexpr std::uint64_t kExportPointerTag = 0x200;
inline constexpr std::uint64_t kBitBinaries = 0x400;
inline constexpr std::uint64_t kNewFloats = 0x800;
inline constexpr std::uint64_t kUnicodeIo = 0x1000;
inline constexpr std::uint64_t kSmallAtomTags = 0x4000;
inline constexpr std::uint64_t kUtf8Atoms = 0x10000;
inline constexpr std::uint64_t kMapTag = 0x20000;
inline constexpr std::uint64_t kBigCreation = 0x40000;
inline constexpr std::uint64_t kExitPayload = 0x400000;
inline constexpr std::uint64_t kHandshake23 = 0x1000000;
inline constexpr std::uint64_t kUnlinkId = 0x2000000;
inline constexpr std::uint64_t kMandatory25 = 0x4000000;
inline constexpr std::uint64_t kSpawn = std::uint64_t{1} << 32;
inline constexpr std::uint64_t kNameMe = std::uint64_t{2} << 32;
inline constexpr std::uint64_t kV4 = std::uint64_t{4} << 32;
}  // namespace flags

/// What we can do. PUBLISHED is not among it, so we are a hidden node: nobody else hears of us. Neither are
/// FRAGMENTS and DIST_HDR_ATOM_CACHE (a node that gets only the first breaks off): with neither, each message
/// is one packet of plain external terms, which term_reader.hpp reads as it comes in. One IO.puts of 100 MB
/// then needs a buffer of 64 KiB here, and so does one of a list; with fragments we would keep the atom
/// cache, and the fragments of messages that come interleaved. The price is that a huge message holds up
/// those behind it, and ticks too: bytes count as well.
inline constexpr std::uint64_t kOurFlags =
    flags::kExtendedReferences | flags::kMonitor | flags::kFunTags | flags::kMonitorName |
    flags::kNewFunTags | flags::kExtendedPidsPorts | flags::kExportPointerTag | flags::kBitBinaries |
    flags::kNewFloats | flags::kUnicodeIo | flags::kSmallAtomTags | flags::kUtf8Atoms | flags::kMapTag |
    flags::kBigCreation | flags::kExitPayload | flags::kHandshake23 | flags::kUnlinkId | flags::kMandatory25 |
    flags::kSpawn | flags::kNameMe | flags::kV4;

/// What a node must be able to do for us: OTP 25 can do all of it.
inline constexpr std::uint64_t kNeededFlags =
    flags::kHandshake23 | flags::kBigCreation | flags::kUtf8Atoms | flags::kSpawn | flags::kMonitorName;

/// No message of a handshake is longer: a name has at most 255 characters of up to 4 bytes.
inline constexpr std::size_t kLongestHandshakeMessage = 2048;

/// What a handshake ends with.
struct Handshake {
  /// The name that the node gave us, and its creation: parts of our pids and references.
  std::string our_name;
  std::uint32_t our_creation = 0;
  /// What both can do.
  std::uint64_t common_flags = 0;
};

/// Whether the node must be called exactly as we think: the host of a node that was started without one is
/// what its VM takes for the name of the machine, which is "localhost" where nothing resolves ours.
enum class NodeHost { kKnown, kGuessed };

/// The length in front of a message of the handshake.
enum class LengthSize { k16, k32 };

/// Throws ConnectionError: kRejected for another cookie, another name than `node`, or where we are not
/// allowed; kProtocol.
Handshake shake_hands(Connection& connection, std::string_view node, std::string_view cookie,
                      NodeHost host = NodeHost::kKnown, LengthSize length = LengthSize::k16);

}  // namespace slipway::control

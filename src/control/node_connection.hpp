#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "control/connection.hpp"
#include "control/handshake.hpp"
#include "control/term_reader.hpp"
#include "erl/term.hpp"

namespace slipway::control {

// What passes between two nodes once they have shaken hands (erts user's guide, "Distribution Protocol",
// "Protocol between Connected Nodes"; erts/emulator/beam/dist.c). Both directions:
//
//   packet  = length:32, [ 112 (pass through), control, [ payload ] ]
//   control, payload = external term with its version (131)
//
// A packet of length 0 is a tick. Control messages are tuples that begin with a number:
//
//    1 LINK, 4 UNLINK, 7 GROUP_LEADER, 20 DEMONITOR_P, 36 UNLINK_ID_ACK: not for us
//    2 {2, _, ToPid} payload                         6 {6, FromPid, _, ToName} payload
//   12 {12, _, ToPid, Token} payload                16 {16, FromPid, _, ToName, Token} payload
//   24 {24, FromPid, ToPid} reason                  26 {26, FromPid, ToPid} reason
//   25, 27: as 24 and 26 with a Token behind        28 {28, FromProcess, ToPid, Reference} reason
//   31 {31, Reference, ToPid, Flags, PidOrError}    32: as 31 with a Token behind
//   35 {35, Id, FromPid, ToPid}: answered by {36, Id, ToPid, FromPid}
//   19 {19, FromPid, ToProcess, Reference}: answered by 28 and noproc where a name is monitored; we have none
//   29 {29, Reference, FromPid, GroupLeader, {M, F, Arity}, Options} arguments, 30: as 29 with a Token
//   behind:
//      answered by 31 and notsup. Code of the node that goes by node(group_leader()) calls us by erpc.
//
// We send 2, 6, 26, 28, 29, 31 and 36. Other
// numbers are for flags that we do not have (handshake.hpp), and break the connection off.

/// No control message is larger: at most five pids, references or names.
inline constexpr std::size_t kLargestControl = std::size_t{16} << 10;

/// What came for us.
struct Message {
  enum class Kind {
    kSend,     // a message; the payload is what was sent
    kExit,     // an exit signal of a linked process; the payload is the reason
    kDown,     // a monitored or spawned process is gone; the payload is the reason
    kSpawned,  // a process was spawned, or not; no payload
  };
  Kind kind;
  /// kExit, kDown: the process.
  erl::Term from;
  /// kDown, kSpawned: what spawn() or monitor() gave.
  std::uint32_t reference = 0;
  /// kSpawned: its pid, or an atom that says why there is none.
  erl::Term process;
};

/// The connection to a node after the handshake. We are one process there, self(), which is asked, answered
/// and printed to. Throws ConnectionError: kClosed, kTimeout, kProtocol.
class NodeConnection {
 public:
  NodeConnection(Connection connection, const Handshake& handshake);

  Connection& connection() { return *connection_; }
  /// Our pid, for messages to the node.
  const erl::Term& self() const { return self_; }
  /// The name that the node gave us.
  const std::string& our_name() const { return our_name_; }

  /// Sends a message to a process (its pid as it came from the node) or to a registered name.
  void send(const erl::Term& process, const erl::Term& message);
  void send_to_name(std::string_view name, const erl::Term& message);
  /// An exit signal from us, as exit/2.
  void exit(const erl::Term& process, const erl::Term& reason);
  /// What becomes of a process when the connection ends.
  enum class Tie {
    kMonitored,  // it goes on
    kLinked,     // it ends, unless it traps exits
  };
  /// Spawns and monitors M:F(Arguments...) with us as its group leader, or with `group_leader`. `arguments`
  /// is a list. kSpawned and kDown carry the number that is returned here.
  std::uint32_t spawn(std::string_view module, std::string_view function, const erl::Term& arguments,
                      std::uint8_t arity, Tie tie = Tie::kMonitored, const erl::Term* group_leader = nullptr);
  /// A reference of ours as a term; spawn() and kDown know it by its number.
  erl::Term reference(std::uint32_t number) const;

  /// As Connection::wait: true where receive() has something to read.
  bool wait(std::span<pollfd> others, Deadline earlier = Deadline::never()) {
    return connection_->wait(others, earlier);
  }
  /// Reads the next packet up to its payload, waiting for it if need be; nothing where it was a tick, or of
  /// no interest.
  std::optional<Message> receive();
  /// The payload of the last message, up to the next receive(). Its version has been read.
  TermReader& payload() { return *payload_; }

 private:
  /// The bytes of the packet that is being read.
  class PacketSource final : public ByteSource {
   public:
    explicit PacketSource(Connection& connection) : connection_(connection) {}
    void begin(std::size_t size) { left_ = size; }
    std::string_view next() override;

   private:
    Connection& connection_;
    std::size_t left_ = 0;
  };

  std::optional<Message> interpret(const std::vector<erl::Term>& control);
  void transmit(const erl::Term& control, const erl::Term* payload);
  [[noreturn]] void fail(const std::string& problem) const;

  // Where it stays while this object moves: the readers refer to it.
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<PacketSource> packet_;
  std::unique_ptr<TermReader> payload_;
  std::string our_name_;
  std::uint32_t our_creation_;
  erl::Term self_;
  std::uint32_t last_reference_ = 0;
};

}  // namespace slipway::control

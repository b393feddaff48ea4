#pragma once

#include <poll.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "control/deadline.hpp"
#include "control/stream.hpp"

namespace slipway::control {

/// How often something is sent at least once ticks are on. A node looks every net_ticktime / 4 (15 s by
/// default; kernel(6)) whether something has come. Where nothing has since it looked last, it sends a tick to
/// a hidden node, and waits with that until all is sent that is to be: while we take no output, its process
/// for this connection hangs, and then finds several ticks due at once and gives us up
/// (dist_util:send_tick/2, OTP 25). So something has to come between any two looks: 0.5 s serve nodes that
/// were told 3 s.
inline constexpr std::chrono::milliseconds kTickInterval{500};

/// A node from which nothing came for so long, not even a tick, does not live any more: 1.25 times the
/// default of net_ticktime, as the nodes themselves count.
inline constexpr std::chrono::seconds kLongestSilence{75};

/// A stream with a read buffer and a deadline: calls wait until they are done. While they wait, ticks are
/// sent. Everything throws ConnectionError: kTimeout past the deadline, kClosed where the peer has gone;
/// `peer` names it in messages ("the node shop@host").
class Connection {
 public:
  Connection(std::unique_ptr<Stream> stream, std::string peer);

  const std::string& peer() const { return peer_; }

  /// Holds for everything from now on; never, at the beginning.
  void set_deadline(Deadline deadline) { deadline_ = deadline; }
  Deadline deadline() const { return deadline_; }

  /// From now on, four zero bytes go out when nothing else did for kTickInterval, and silence counts: a peer
  /// from which nothing came for so long is given up, however often something else was waited for meanwhile.
  void start_ticks(std::chrono::milliseconds longest_silence = kLongestSilence);

  /// The next bytes, at least one and at most `most`. The view holds until the next call.
  std::string_view read_some(std::size_t most);
  /// Exactly `count` bytes; for headers and handshake messages.
  std::string read_exactly(std::size_t count);
  void write(std::string_view bytes);

  /// Waits until there is something to read here, or poll(2) has something for one of `others` (which hold
  /// what it found), or `earlier` has passed, or a signal came. True where read_some won't wait: that is also
  /// so where the connection has ended, which read_some then reports.
  bool wait(std::span<pollfd> others, Deadline earlier = Deadline::never());
  /// Waits for another descriptor alone, whatever comes in here meanwhile; ticks go out.
  void wait_beside(pollfd other);

 private:
  bool has_input() const { return begin_ < end_; }
  bool fill();
  enum class Waiting { kForInput, kForOutput, kBeside };
  void wait_for(pollfd wanted, Waiting waiting);
  void send_tick_if_due();
  Deadline next_tick() const;
  Deadline end_of_silence() const;
  [[noreturn]] void fail_late() const;

  std::unique_ptr<Stream> stream_;
  std::string peer_;
  Deadline deadline_ = Deadline::never();
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool has_ended_ = false;
  bool ticks_ = false;
  std::chrono::milliseconds longest_silence_ = kLongestSilence;
  Deadline::Clock::time_point last_sent_{};
  Deadline::Clock::time_point last_heard_{};
};

}  // namespace slipway::control

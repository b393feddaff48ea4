#include "control/connection.hpp"

#include <algorithm>
#include <cerrno>

#include "control/failure.hpp"

namespace slipway::control {
namespace {

/// One read(2) takes as much; what is printed in bulk passes through it.
constexpr std::size_t kBuffer = std::size_t{64} << 10;
constexpr std::string_view kTick("\0\0\0\0", 4);

}  // namespace

Connection::Connection(std::unique_ptr<Stream> stream, std::string peer)
    : stream_(std::move(stream)), peer_(std::move(peer)), buffer_(kBuffer) {}

void Connection::start_ticks(std::chrono::milliseconds longest_silence) {
  ticks_ = true;
  longest_silence_ = longest_silence;
  last_sent_ = last_heard_ = Deadline::Clock::now();
}

std::string_view Connection::read_some(std::size_t most) {
  while (!has_input()) {
    if (fill()) break;
    if (has_ended_) throw ConnectionError(Failure::kClosed, peer_ + " closed the connection");
    wait_for(stream_->to_read(), Waiting::kForInput);
  }
  const std::string_view bytes(buffer_.data() + begin_, std::min(most, end_ - begin_));
  begin_ += bytes.size();
  return bytes;
}

std::string Connection::read_exactly(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) bytes += read_some(count - bytes.size());
  return bytes;
}

void Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const Stream::Progress progress = stream_->write(bytes);
    if (progress.state == Stream::State::kEnded) {
      throw ConnectionError(Failure::kClosed, peer_ + " closed the connection");
    }
    if (progress.state == Stream::State::kWouldWait) {
      wait_for(stream_->to_write(), Waiting::kForOutput);
      continue;
    }
    bytes.remove_prefix(progress.count);
  }
  if (ticks_) last_sent_ = Deadline::Clock::now();
}

bool Connection::fill() {
  if (has_ended_) return false;
  const Stream::Progress progress = stream_->read(buffer_);
  if (progress.state == Stream::State::kEnded) has_ended_ = true;
  if (progress.state != Stream::State::kDone) return false;
  last_heard_ = Deadline::Clock::now();
  begin_ = 0;
  end_ = progress.count;
  return true;
}

void Connection::wait_beside(pollfd other) { wait_for(other, Waiting::kBeside); }

void Connection::wait_for(pollfd wanted, Waiting waiting) {
  // While we write, nothing is read, so that it is the peer's taking that tells whether it lives.
  const Deadline silence = waiting == Waiting::kForInput              ? end_of_silence()
                           : waiting == Waiting::kForOutput && ticks_ ? Deadline::after(longest_silence_)
                                                                      : Deadline::never();
  // A tick in the middle of a packet of ours would be taken for a part of it.
  const bool sends_ticks = waiting != Waiting::kForOutput;
  for (;;) {
    if (sends_ticks) send_tick_if_due();
    const Deadline until =
        deadline_.or_earlier(silence).or_earlier(sends_ticks ? next_tick() : Deadline::never());
    const int ready = ::poll(&wanted, 1, until.poll_timeout());
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) throw SystemError(errno, "poll");
    if (deadline_.has_passed() || silence.has_passed()) fail_late();
  }
}

bool Connection::wait(std::span<pollfd> others, Deadline earlier) {
  for (pollfd& other : others) other.revents = 0;
  std::vector<pollfd> all = {stream_->to_read()};
  all.insert(all.end(), others.begin(), others.end());
  for (;;) {
    // What TLS has decrypted already is in no socket, so the stream is asked first.
    const bool can_read = has_input() || fill() || has_ended_;
    send_tick_if_due();
    const Deadline silence = end_of_silence();
    const Deadline until = deadline_.or_earlier(earlier).or_earlier(silence).or_earlier(next_tick());
    const int ready = ::poll(all.data(), all.size(), can_read ? 0 : until.poll_timeout());
    const bool interrupted = ready < 0 && errno == EINTR;
    if (ready < 0 && !interrupted) throw SystemError(errno, "poll");
    if (ready > 0) std::copy(all.begin() + 1, all.end(), others.begin());
    const bool other_ready =
        std::any_of(others.begin(), others.end(), [](const pollfd& other) { return other.revents != 0; });
    if (can_read) return true;
    // What poll(2) saw may be the sign of life: it is read before the peer is given up.
    const bool input_ready = all.front().revents != 0;
    if (!input_ready && silence.has_passed()) fail_late();
    if (interrupted || other_ready || earlier.has_passed()) return false;
    if (deadline_.has_passed()) fail_late();
  }
}

void Connection::send_tick_if_due() {
  if (!ticks_ || !next_tick().has_passed()) return;
  const Stream::Progress progress = stream_->write(kTick);
  last_sent_ = Deadline::Clock::now();
  // Where the peer takes nothing it has unread bytes of ours, which are as good. A part of a tick can't stay
  // a part.
  if (progress.state == Stream::State::kDone && progress.count < kTick.size()) {
    write(kTick.substr(progress.count));
  }
}

Deadline Connection::next_tick() const {
  return ticks_ ? Deadline::at(last_sent_ + kTickInterval) : Deadline::never();
}

Deadline Connection::end_of_silence() const {
  return ticks_ ? Deadline::at(last_heard_ + longest_silence_) : Deadline::never();
}

void Connection::fail_late() const {
  throw ConnectionError(Failure::kTimeout, peer_ + " did not answer in time");
}

}  // namespace slipway::control
